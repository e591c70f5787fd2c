import { pace } from "./pace.ts";
import { shared } from "./shared.ts";

/**
 * A message was refused for coming too fast. Platforms count chats too and do not tell which they mean: where they ask for a second at most, only its
 * person waits, and the account is owed the slot. Many refusals tell of the account's pace, which is then `learned` (pace.ts):
 *   - A third of the last second's calls or more, or a tenth of a second's in a row: far too fast. All hold on for as long as the platform asks, then go on as fast as the best second
 *     was, and faster, for that second may have begun in its middle, until refusals begin. Replies keep to the pace too for a minute.
 *   - A twentieth of some whole seconds in which all was tried: what the best of them took is what the platform takes. So far nothing was lost but calls.
 *     Fewer refusals say nothing: processes that stood still send what comes too close together, and platforms fail now and then.
 *   - Nothing was taken at all: no pace helps, the account has to be paused (Bot API: retry the same call, hold the queue on repeats).
 * A pace just below what is taken sends more than one just above: a refused call's slot is lost until the next, while platforms count windows of a second
 * exactly. So it keeps as far below as timers are late.
 * ARGV: prefix, account, ms the platform named or ''. Returns ms for which its person waits, or -1: the account has to be paused.
 */
export const refusedScript = `${shared}${pace}
local shortMs = 1000
local evenly = 0.985 -- timers are late by up to 15 ms of a second
local slowly = 0.03 -- growth: 3 % in a minute
local account, hash = ARGV[2], P .. 'pace:' .. ARGV[2]
local asked = tonumber(ARGV[3] ~= '' and ARGV[3] or shortMs)
count(account, 'no', 1)
if asked > shortMs then return -1 end
local waitMs = math.max(200, asked)

local last = redis.call('HMGET', hash, 'taken', 'takenBy', 'row', 'lookAt')
local taken, lookAt = tonumber(last[1] or 0), tonumber(last[4] or 0)
local row = tonumber(last[2] or -1) == taken and (last[3] or 0) + 1 or 1
redis.call('HSET', hash, 'takenBy', taken, 'row', row)
redis.call('EXPIRE', hash, 172800)
local state = paceOf(account)
local current = state.interval and 1000 / state.interval
local ok, no = callsLately(account)
local inRow = row > math.max(5, (current or 0) / 10)
if not current or ok < 1 then
  if not inRow then return waitMs end
  redis.call('HSET', hash, 'row', 0)
  return -1
end

-- Two hundred calls tell enough, and not less than three seconds.
local seconds = math.max(3, math.min(12, math.ceil(200 / current)))
local sinceLearned = now - (state.learnedAt or 0)
local growth = state.growth or 0
local function learn(perSecond, grows, growsInMs)
  setLearned(account, state, math.min(perSecond, current), grows, growsInMs)
  redis.call('HSET', hash, 'lookAt', now + (seconds + 1) * 1000, 'debt', 0)
  return waitMs
end

if inRow or (no >= 5 and no >= ok / 2) then
  -- What was under way when it was learned is refused a little later.
  if sinceLearned < 2000 then return waitMs end
  local best = ok
  for back = 0, 3 do best = math.max(best, (callsIn(account, back))) end
  redis.call('HSET', hash, 'strict', holdFor(account, waitMs) + strictMs)
  return learn(best, fast, 0)
end
-- Fast growth rests where refusals begin, until it is known whether it was them.
if growth == fast and sinceLearned > 2000 and no >= 2 and no > 0.04 * ok then return learn(current, fast, (seconds + 2) * 1000) end

redis.call('HINCRBYFLOAT', hash, 'debt', state.interval)
if now < lookAt then return waitMs end
redis.call('HSET', hash, 'lookAt', now + 500)
local oks, all, refused = {}, 0, 0
for back = 1, seconds do
  local okThen, noThen = callsIn(account, back)
  oks[back], all, refused = okThen, all + okThen + noThen, refused + noThen
end
if refused < 0.05 * all or all < 0.9 * seconds * current then return waitMs end
-- One second may hold a call too many for a late timer, which is much where few are taken; one in which a process stood still says too little.
table.sort(oks, function(a, b) return a > b end)
local takes = evenly * oks[seconds > 10 and 2 or 1]
-- What is known is not doubted because a few were refused: then it has only grown too much.
if growth > 0 and refused < 0.1 * all then takes = math.max(takes, state.learned) end
return learn(takes, slowly, 0)`;
