import { pace } from "./pace.ts";
import { shared } from "./shared.ts";

/**
 * A message was refused for coming too fast. Platforms count chats too and do not tell which they mean: where they ask for a second at most, only its
 * person waits. Where refusals repeat, the last second tells why: none or two thirds at most were taken, so the account has to be paused (Bot API: retry the same
 * call, hold the queue on repeats); or fewer were taken than the pace although so many were tried, so the pace is too fast and by how much; or as many as
 * the pace, and they only came too close together, because a process had stood still: then nothing is to be learned, for what is taken is taken.
 * ARGV: prefix, account, ms the platform named or ''. Returns ms for which its person waits, or -1: the account has to be paused.
 */
export const refusedScript = `${shared}${pace}
local shortMs, countsAgainst = 1000, 16 -- one refusal in so many taken is none
local ms = tonumber(ARGV[3] ~= '' and ARGV[3] or shortMs)
local hash = P .. 'pace:' .. ARGV[2]
local ok, no = tally(hash, 0, 1)
if ms > shortMs then return -1 end
local last = redis.call('HMGET', hash, 'refusals', 'takenBy', 'taken', 'row')
local taken = tonumber(last[3] or 0)
local row = tonumber(last[2] or -1) == taken and (last[4] or 0) + 1 or 1
local refusals = math.max(0, (last[1] or 0) - (taken - (last[2] or 0)) / countsAgainst) + 1
-- A tenth of a second's worth may be refused at once where timers were late.
local most = math.max(5, (paceOf(ARGV[2]).rate or 0) / 10)
local repeats = refusals > most
local state = paceOf(ARGV[2])
local rate = state.interval and 1000 / state.interval
local holds = repeats and (not rate or no >= ok / 2 or row > most)
-- Ends are told a little later than refusals, and a process that starts disturbs the others for seconds: only what goes on is believed.
local suspectAfterMs, suspectForMs = 3000, 10000
local suspect = repeats and not holds and ok + no >= 0.95 * rate and ok <= 0.92 * rate
local since = now - tonumber(redis.call('HGET', hash, 'suspectAt') or 0)
local tooFast = suspect and since > suspectAfterMs and since < suspectForMs
if suspect and since >= suspectForMs then redis.call('HSET', hash, 'suspectAt', now) end
if tooFast then redis.call('HDEL', hash, 'suspectAt') end
if tooFast then redis.call('HSET', hash, 'learned', math.max(state.rate / 20, 0.99 * ok), 'learnedAt', now) end
redis.call('HSET', hash, 'refusals', (holds or tooFast) and 0 or refusals, 'takenBy', taken, 'row', holds and 0 or row)
redis.call('EXPIRE', hash, 172800)
return holds and -1 or math.max(200, ms)`;

/**
 * Nothing is sent in the account's name for a while, by any process. A pause only grows.
 * ARGV: prefix, account, ms ('' where the platform names no time: a second, doubled with each refusal before it took a few, a minute at most), kind: 'asked' (the platform's headers), 'throttled' (it refused a message), 'parked' (token, quota),
 *       ms after which a parked account is not paused any more.
 * Returns [1 when it was not paused before, ms since it was first parked or 0].
 *
 * Messages that were under way together are refused together: they are one refusal. A second one within 30 s, when all keep
 * to the pace already, means that the pace is too fast, and by how much: the platform took so many since the pause, in a
 * second at least, for many count by the second. Refusals that go on however slow it gets have another reason (a chat's own
 * limit, a platform that fails now and then): then the pace is as it was, and for some time nothing is learned from them.
 */
export const pauseScript = `${shared}${pace}
local mostLessons, deafMs, fewTaken = 3, 600000, 10
local inRowMs = 90000 -- a pace that was learned well is refused later, when it has grown by a hundredth
local account, kind = ARGV[2], ARGV[4]
local key, hash = P .. 'pause:' .. account, P .. 'pace:' .. account
local state = paceOf(account)
local function learn(till)
  local last = redis.call('HMGET', hash, 'refusedAt', 'sentFrom', 'takenThen', 'taken', 'lessons', 'deafUntil')
  local taken = tonumber(last[4] or 0)
  local gap = now - tonumber(last[1] or 0)
  local lessons = gap < inRowMs and tonumber(last[5] or 0) + 1 or 0
  if not state.rate or tonumber(last[6] or 0) > now then lessons = 0
  elseif lessons > mostLessons then
    lessons = 0
    redis.call('HDEL', hash, 'learned', 'learnedAt')
    redis.call('HSET', hash, 'deafUntil', now + deafMs)
  elseif gap < 30000 then
    local pace, count = 1000 / state.interval, taken - last[3]
    local since = math.max(1, now - last[2])
    local learned = math.max(state.rate / 20, 0.99 * math.min(count * 1000 / math.max(1000, since), pace))
    if count < fewTaken then learned = math.max(learned, pace / 2) end -- a handful may be chance
    local ok, no = tally(hash, 0, 0)
    -- Slower than the pace by ourselves: nothing tells how much is taken.
    if since > 300 and count * 1000 / since < 0.7 * pace and ok + no < 0.7 * pace then learned = 0.9 * pace end
    redis.call('HSET', hash, 'learned', learned, 'learnedAt', now)
  end
  redis.call('HSET', hash, 'lessons', lessons)
  redis.call('HSET', hash, 'refusedAt', now, 'sentFrom', till, 'takenThen', taken)
end
local before = tonumber(redis.call('GET', key) or 0)
local fresh = before <= now
local since = now
if kind == 'parked' then
  redis.call('HSETNX', hash, 'since', now)
  since = tonumber(redis.call('HGET', hash, 'since'))
  redis.call('EXPIRE', hash, 172800)
  if now - since > tonumber(ARGV[5]) then return { 0, math.floor(now - since) } end
end
local ms = tonumber(ARGV[3])
if not ms then
  local last = redis.call('HMGET', hash, 'sentFrom', 'streak', 'taken', 'takenThen')
  local stuck = tonumber(last[1] or 0) > now - 30000 and (last[3] or 0) - (last[4] or 0) < fewTaken
  local streak = stuck and tonumber(last[2] or 0) or 0
  ms = math.min(60000, 1000 * 2 ^ streak)
  if fresh then redis.call('HSET', hash, 'streak', streak + 1) else ms = 0 end
end
local till = math.max(before, now + ms)
redis.call('SET', key, till, 'PX', math.ceil(till - now) + 1000)
redis.call('HSET', hash, 'slot', math.max(state.slot or 0, till))
if kind == 'throttled' then
  redis.call('HSET', hash, 'strict', till + 60000)
  if fresh then learn(till) end
end
redis.call('EXPIRE', hash, 172800)
for _, family in ipairs({ 'out', 'bulk' }) do redis.call('ZADD', P .. family .. ':accounts', 'XX', 'GT', till, account) end
return { fresh and 1 or 0, math.floor(now - since) }`;

/** ARGV: prefix, account. A human put it right: it sends again at once. */
export const resumeScript = `${shared}
local account = ARGV[2]
redis.call('DEL', P .. 'pause:' .. account)
redis.call('HDEL', P .. 'pace:' .. account, 'since', 'slot')
for _, family in ipairs({ 'out', 'bulk' }) do
  local first = redis.call('ZRANGE', P .. family .. ':due:' .. account, 0, 0, 'WITHSCORES')[2]
  if first then
    redis.call('ZADD', P .. family .. ':accounts', first, account)
    wake(family)
  end
end
return 1`;

/** ARGV: prefix, account, calls a second the channel allows or '', calls a second the platform's answers speak of or ''. */
export const rateScript = `${shared}
local hash = P .. 'pace:' .. ARGV[2]
if ARGV[3] ~= '' then redis.call('HSET', hash, 'rate', ARGV[3]) end
if ARGV[4] ~= '' then redis.call('HSET', hash, 'limit', ARGV[4], 'limitAt', now) end
redis.call('EXPIRE', hash, 172800)
return 1`;

/** ARGV: prefix, then account, calls each: replies that went out without a slot, or, negative, slots that were missed. */
export const debitScript = `${shared}${pace}
for i = 2, #ARGV, 2 do debit(ARGV[i], tonumber(ARGV[i + 1]), 0) end
return 1`;
