/**
 * The pace of an account's notices, and of its replies for a minute after the platform refused one for coming too fast.
 * Each message gets a slot; slots are handed out a little ahead, so that late timers lose no rate, and evenly, so that no
 * short window of the platform's overflows.
 *   <p>pace:<account>  hash:
 *     rate      calls a second the channel allows; `limit`, `limitAt`: what the platform's own answers said, for a minute
 *     slot      when the next message may start; `debt`: milliseconds lost while messages waited, made good by going slightly faster
 *     more      "1": at the last look something was left waiting, so time gone since was lost and not idle
 *     strict    until when replies keep to the pace too
 *     taken     calls the platform took
 *     refusedAt, sentFrom, takenThen: the last refusal, the end of its pause, and `taken` at that time; from these the next
 *               refusal within 30 s tells what the platform really takes: `learned`, which grows again from `learnedAt`,
 *               slowly at first and then faster (3 % in 2 minutes, 20 % in 5, to the double in 11)
 *     second, ok, okBefore, no, noBefore: calls taken and refused in this second of the clock and in the one before
 *     refusals, takenBy: refusals for which only their people waited, less with what was taken since
 *     suspectAt when fewer were taken than the pace for the first time
 *     row       refusals since the last call that was taken
 *     streak    refusals in a row that named no time: each doubles the next pause
 *     lessons   refusals in a row, each within 90 s of the last; deafUntil: until when nothing is learned
 *     since     when the account was first refused for its token or quota
 */
export const pace = `
local aheadMs = 60       -- how early a slot is handed out
local mostDebt = 5000    -- milliseconds; only made good by catchUp
local catchUp = 0.015    -- stays below the platform's limit, which is 2 % above our rates,
local catchUpLearned = 0.005 -- and 1 % above what we learned
local mostOwed = 5000    -- however many replies went out, notices come again after this long
local paceFields = { 'rate', 'slot', 'debt', 'more', 'strict', 'limit', 'limitAt', 'learned', 'learnedAt' }
local function paceOf(account)
  local values = redis.call('HMGET', P .. 'pace:' .. account, unpack(paceFields))
  local pace = {}
  for i, field in ipairs(paceFields) do pace[field] = tonumber(values[i] or nil) end
  local rate = pace.rate
  if rate then
    if pace.limit and pace.limitAt > now - 60000 then rate = math.min(rate, pace.limit) end
    pace.catchUp = catchUp
    local learned = pace.learned and pace.learned * (1 + 0.008 * ((now - pace.learnedAt) / 60000) ^ 2)
    if learned and learned < rate then
      rate = learned
      pace.catchUp = catchUpLearned
    end
    pace.interval = 1000 / rate
  end
  return pace
end
-- Time the account spent waiting for us is owed to it; time it had nothing to send is not.
local function startPace(pace)
  local slot = pace.slot or now
  pace.debt = pace.debt or 0
  if slot < now then
    pace.debt = pace.more == 1 and math.min(mostDebt, pace.debt + now - slot) or 0
    slot = now
  end
  pace.slot = slot
end
-- Returns microseconds until the slot's time, or nothing when the next slot is too far ahead.
local function takeSlot(pace)
  if pace.slot > now + aheadMs then return nil end
  local delay = math.floor((pace.slot - now) * 1000)
  local gain = math.min(pace.debt, pace.interval * pace.catchUp)
  pace.debt = pace.debt - gain
  pace.slot = pace.slot + pace.interval - gain
  return delay
end
-- Counts calls that were taken and refused. Returns how many of each in the last second.
local tallyFields = { 'second', 'ok', 'okBefore', 'no', 'noBefore' }
local function tally(hash, ok, no)
  local values = redis.call('HMGET', hash, unpack(tallyFields))
  for i = 1, 5 do values[i] = tonumber(values[i] or 0) end
  local second = math.floor(now / 1000)
  local okNow, okBefore, noNow, noBefore = values[2], values[3], values[4], values[5]
  if values[1] ~= second then
    local next = values[1] == second - 1
    okNow, okBefore, noNow, noBefore = 0, next and okNow or 0, 0, next and noNow or 0
  end
  redis.call('HSET', hash, 'second', second, 'ok', okNow + ok, 'okBefore', okBefore, 'no', noNow + no, 'noBefore', noBefore)
  local left = 1 - (now / 1000 - second)
  return okNow + ok + okBefore * left, noNow + no + noBefore * left
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
  tally(hash, calls, 0)
end
`;
