/**
 * The pace of an account's notices, and of its replies for a minute after the platform refused one for coming too fast.
 * Each message gets a slot; slots are handed out a little ahead, so that late timers lose no rate, and evenly, so that no
 * short window of the platform's overflows.
 *   <p>pace:<account>  hash:
 *     rate      calls a second the channel allows, `most` when lost time is made good; `limit`, `limitAt`: what the platform's own answers said, for a minute
 *     slot      when the next message may start; `debt`: milliseconds lost while messages waited, made good by going slightly faster
 *     warmUntil until when it goes slower, for it has just begun
 *     more      "1": at the last look something was left waiting, so time gone since was lost and not idle
 *     strict    until when replies keep to the pace too
 *     taken     calls the platform took
 *     refusedAt, sentFrom, takenThen: the last refusal with a pause, the end of its pause, and `taken` at that time
 *     learned   calls a second the platform seems to take, as its refusals told (refused.ts, account.ts), and `learnedAt`; it grows again from there,
 *               for platforms change their minds: `growth` a square minute, or, where it is -1, by 6 % each second, while all that
 *               is known is that it takes so many at least
 *     lookAt    before that the seconds behind are not looked at for that (again)
 *     row, takenBy: refusals since the last call that was taken, and `taken` then
 *     streak    refusals in a row that named no time: each doubles the next pause
 *     lessons   refusals in a row, each within 90 s of the last; deafUntil: until when nothing is learned
 *     since     when the account was first refused for its token or quota
 *   <p>calls:<account>:<second of the clock>  hash, for half a minute: `ok`, calls the platform took or answered otherwise, `no`, those it
 *               refused for coming too fast
 */
export const pace = `
local aheadMs = 60       -- how early a slot is handed out
local mostDebt = 5000    -- milliseconds; only made good by catchUp
local catchUp = 0.015    -- stays below the platform's limit, which is 2 % above our rates,
local catchUpLearned = 0.005 -- and 1 % above what we learned
local mostOwed = 5000    -- however many replies went out, notices come again after this long
local idleMs, warmMs, warmUp = 200, 1500, 0.06 -- after an idle time it goes slower at first, which it is owed
local fast, fastGrowth = -1, 1.06
local strictMs = 60000
local paceFields = { 'rate', 'slot', 'debt', 'more', 'strict', 'limit', 'limitAt', 'learned', 'learnedAt', 'growth', 'warmUntil', 'most' }
local function grown(pace)
  local ms, growth = math.max(0, now - pace.learnedAt), pace.growth or 0
  return pace.learned * (growth == fast and fastGrowth ^ (ms / 1000) or 1 + growth * (ms / 60000) ^ 2)
end
local function paceOf(account)
  local values = redis.call('HMGET', P .. 'pace:' .. account, unpack(paceFields))
  local pace = {}
  for i, field in ipairs(paceFields) do pace[field] = tonumber(values[i] or nil) end
  local rate = pace.rate
  if rate then
    local limit = pace.limit and pace.limitAt > now - 60000 and pace.limit or rate
    rate = math.min(rate, limit, pace.learned and grown(pace) or rate)
    -- What the platform takes is the nearer, the more it has said of it.
    pace.catchUp = (rate < pace.rate or (pace.strict or 0) > now) and catchUpLearned or (pace.most or rate) / rate - 1
    pace.interval = 1000 / rate
  end
  return pace
end
-- Time the account spent waiting for us is owed to it; time it had nothing to send is not.
local function startPace(pace)
  local slot, debt = pace.slot, pace.debt or 0
  if not slot or slot < now then
    -- It begins, or begins again: processes are busy with much else, and their timers late.
    if not slot or slot < now - idleMs then pace.warmUntil = now + warmMs end
    debt = pace.more == 1 and debt + now - (slot or now) or 0
    pace.slot = now
  end
  pace.debt = math.min(mostDebt, debt)
end
-- Returns microseconds until the slot's time, or nothing when the next slot is too far ahead.
local function takeSlot(pace)
  if pace.slot > now + aheadMs then return nil end
  local delay = math.floor((pace.slot - now) * 1000)
  local warm = (pace.warmUntil or 0) > now
  local gain = warm and -warmUp * pace.interval or math.min(pace.debt, pace.interval * pace.catchUp)
  pace.debt = pace.debt - gain
  pace.slot = pace.slot + pace.interval - gain
  return delay
end
local function callsKey(account, back) return P .. 'calls:' .. account .. ':' .. string.format('%.0f', math.floor(now / 1000) - back) end
local function count(account, what, calls)
  local key = callsKey(account, 0)
  if redis.call('HINCRBY', key, what, calls) == calls then redis.call('EXPIRE', key, 30) end
end
-- Calls taken and refused in the second of the clock so many seconds back.
local function callsIn(account, back)
  local values = redis.call('HMGET', callsKey(account, back), 'ok', 'no')
  return tonumber(values[1] or 0), tonumber(values[2] or 0)
end
-- In the last thousand milliseconds, as far as two seconds of the clock tell.
local function callsLately(account)
  local ok, no = callsIn(account, 0)
  local okBefore, noBefore = callsIn(account, 1)
  local left = 1 - (now / 1000 - math.floor(now / 1000))
  return ok + okBefore * left, no + noBefore * left
end
-- Nothing is sent in the account's name for so long, by any process; a pause only grows. Returns its end.
local function holdFor(account, ms)
  local hash = P .. 'pace:' .. account
  local till = math.max(pausedUntil('bulk', account), now + ms)
  redis.call('SET', P .. 'pause:' .. account, till, 'PX', math.ceil(till - now) + 1000)
  redis.call('HSET', hash, 'slot', math.max(tonumber(redis.call('HGET', hash, 'slot') or 0), till))
  for _, family in ipairs({ 'out', 'bulk' }) do redis.call('ZADD', P .. family .. ':accounts', 'XX', 'GT', till, account) end
  return till
end
-- What refusals told of the account. It grows from growsInMs on.
local function setLearned(account, state, perSecond, growth, growsInMs)
  redis.call('HSET', P .. 'pace:' .. account, 'learned', math.max(state.rate / 20, perSecond), 'learnedAt', now + growsInMs, 'growth', growth)
end
-- Something was sent: the account works, and the calls count that had no slot.
local function debit(account, calls, slots)
  local hash = P .. 'pace:' .. account
  local values = redis.call('HMGET', hash, 'rate', 'slot', 'more', 'since', 'taken')
  if values[4] then redis.call('HDEL', hash, 'since') end
  if not values[1] or calls == 0 then return end
  if calls < 0 then return redis.call('HINCRBYFLOAT', hash, 'debt', -calls * 1000 / values[1]) end
  local slot = tonumber(values[2] or now)
  if calls > slots then
    if values[3] ~= '1' then slot = math.max(slot, now) end
    slot = math.max(slot, math.min(slot + (calls - slots) * 1000 / values[1], now + mostOwed))
  end
  redis.call('HSET', hash, 'slot', slot, 'taken', (values[5] or 0) + calls)
  count(account, 'ok', calls)
end
`;
