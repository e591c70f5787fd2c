import { pace } from "./pace.ts";
import { shared } from "./shared.ts";

/**
 * Nothing is sent in the account's name for a while, by any process. A pause only grows.
 * ARGV: prefix, account, ms ('' where the platform names no time: a second, doubled with each refusal before it took a few, a minute at most), kind: 'asked' (the platform's headers), 'throttled' (it refused a message), 'parked' (token, quota),
 *       ms after which a parked account is not paused any more.
 * Returns [1 when it was not paused before, ms since it was first parked or 0].
 *
 * Messages that were under way together are refused together: they are one refusal. The first one, where all was tried for a second, makes the pace a
 * little slower. A second one within 30 s, when all keep to the pace already, means that the pace is too fast, and by how much: the platform took so many
 * since the pause, in a second at least, for many count by the second. Refusals that go on however slow it gets have another reason (a chat's own
 * limit, a platform that fails now and then): then the pace is as it was, and for some time nothing is learned from them.
 */
export const pauseScript = `${shared}${pace}
local mostLessons, deafMs, fewTaken = 3, 600000, 10
local evenly = 0.98 -- of what fits into a platform's second: some of ours come late
local growth = 0.008 -- 3 % in 2 minutes, 20 % in 5, to the double in 11: each refusal costs a pause
local inRowMs = 90000 -- a pace that was learned well is refused later, when it has grown by a hundredth
local account, kind = ARGV[2], ARGV[4]
local hash = P .. 'pace:' .. account
local state = paceOf(account)
local function learn(till)
  local last = redis.call('HMGET', hash, 'refusedAt', 'sentFrom', 'takenThen', 'taken', 'lessons', 'deafUntil')
  local taken = tonumber(last[4] or 0)
  local gap = now - tonumber(last[1] or 0)
  local lessons = gap < inRowMs and tonumber(last[5] or 0) + 1 or 0
  local pace = state.interval and 1000 / state.interval
  local ok, no = callsLately(account)
  local learned
  if not state.rate or tonumber(last[6] or 0) > now then lessons = 0
  elseif lessons > mostLessons then
    lessons = 0
    redis.call('HDEL', hash, 'learned', 'learnedAt', 'growth')
    redis.call('HSET', hash, 'deafUntil', now + deafMs)
  elseif gap < 30000 then
    local count, since = taken - last[3], math.max(1, now - last[2])
    learned = evenly * count * 1000 / math.max(1000, since)
    if count < fewTaken then learned = math.max(learned, pace / 2) end -- a handful may be chance
    -- Slower than the pace by ourselves: nothing tells how much is taken.
    if since > 300 and count * 1000 / since < 0.7 * pace and ok + no < 0.7 * pace then learned = 0.9 * pace end
  -- For a second all was tried: it takes a little less, or it was chance.
  elseif ok + no >= 0.95 * pace then learned = evenly * pace end
  if learned then setLearned(account, state, math.min(learned, evenly * pace), growth, 0) end
  redis.call('HSET', hash, 'lessons', lessons)
  redis.call('HSET', hash, 'refusedAt', now, 'sentFrom', till, 'takenThen', taken)
end
local fresh = pausedUntil('bulk', account) <= now
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
local till = holdFor(account, ms)
if kind == 'throttled' then
  redis.call('HSET', hash, 'strict', till + strictMs)
  if fresh then learn(till) end
end
redis.call('EXPIRE', hash, 172800)
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

/** ARGV: prefix, account, calls a second the channel allows or '', calls a second the platform's answers speak of or '', most calls a second when lost time is made good or ''. */
export const rateScript = `${shared}${pace}
local hash = P .. 'pace:' .. ARGV[2]
if ARGV[3] ~= '' then redis.call('HSET', hash, 'rate', ARGV[3], 'most', math.min(ARGV[3] * (1 + catchUp), math.max(ARGV[3], ARGV[5] ~= '' and ARGV[5] or math.huge))) end
if ARGV[4] ~= '' then redis.call('HSET', hash, 'limit', ARGV[4], 'limitAt', now) end
redis.call('EXPIRE', hash, 172800)
return 1`;

/** ARGV: prefix, then account, calls, slots each: what was sent, with or without a slot; calls below 0: slots that were missed. */
export const debitScript = `${shared}${pace}
for i = 2, #ARGV, 3 do debit(ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])) end
return 1`;
