import { pace } from "./pace.ts";
import { shared } from "./shared.ts";

/**
 * Accounts in turn, those first that waited longest; of each a fair share, and what is left to those who have more.
 * Costs by what is taken, not by what waits.
 * ARGV: prefix, family, how many lanes, items a lane, most lanes an account, then account, most lanes for each
 *       account of which the caller holds many.
 * Returns [ms until the next may be taken or -1, [contact, token, crashes, 1 if the one before had begun, tries, µs to its slot or -1,
 * least µs between slots, member...]...].
 */
export const claimScript = `${shared}${pace}
local family, f = ARGV[2], P .. ARGV[2]
local left, lastItem, most = tonumber(ARGV[3]), ARGV[4] - 1, tonumber(ARGV[5])
local room, full = {}, 0
for i = 6, #ARGV, 2 do
  room[ARGV[i]] = tonumber(ARGV[i + 1])
  if room[ARGV[i]] == 0 then full = full + 1 end
end
local taken = {}

local holder, anyTries
local function take(contact, due, delay, gap)
  local items = redis.call('ZRANGE', f .. ':l:' .. contact, 0, lastItem)
  if #items == 0 then return leave(family, contact) end
  if not holder then
    holder = redis.call('INCR', P .. 'token')
    anyTries = redis.call('EXISTS', f .. ':tries') == 1
  end
  local token, crashes, tries, begun = holder .. '.' .. #taken, 0, 0, 0
  if redis.call('HSETNX', f .. ':held', contact, token) == 0 then
    -- Somebody held it whose lease has run out; `+`: they had begun.
    if string.sub(redis.call('HGET', f .. ':held', contact) or '', -1) == '+' then begun = 1 end
    -- The new holder may vanish before it has said so.
    redis.call('HSET', f .. ':held', contact, token .. (begun == 1 and '+' or ''))
    crashes = redis.call('HINCRBY', f .. ':crashes', contact, 1)
  end
  if anyTries then tries = tonumber(redis.call('HGET', f .. ':tries', contact) or 0) end
  redis.call('ZADD', due, now + leaseMs, contact)
  local lane = { contact, token, crashes, begun, tries, delay, gap }
  for _, item in ipairs(items) do lane[#lane + 1] = item end
  taken[#taken + 1] = lane
  left = left - 1
end

-- Lanes that are not held, whose time has come.
local function repliesWait(account)
  return #redis.call('ZRANGEBYSCORE', P .. 'out:due:' .. account, '-inf', now, 'LIMIT', 0, 1) == 1
end

-- The pace this visit keeps to; when: from when on the account may be visited again.
local function open(account)
  local visit = { account = account, due = f .. ':due:' .. account, room = room[account] or most, took = 0, when = pausedUntil(family, account) }
  if family == 'in' or family == 'note' or visit.when > now then return visit end
  local pace = paceOf(account)
  if family == 'bulk' and repliesWait(account) then
    visit.when = now + 20
  elseif family == 'bulk' and not pace.rate then
    visit.room = math.min(visit.room, 1) -- its sender will tell the rate
  elseif pace.rate and (family == 'bulk' or (pace.strict or 0) > now) then
    visit.pace = pace
    startPace(pace)
  end
  return visit
end

local function serve(visit, share)
  local number = math.min(share, visit.room, left)
  if visit.when > now or number <= 0 then return end
  local contacts = redis.call('ZRANGEBYSCORE', visit.due, '-inf', now, 'LIMIT', 0, number)
  visit.room = #contacts < number and 0 or visit.room - number
  for _, contact in ipairs(contacts) do
    local delay, gap = -1, 0
    if visit.pace then
      delay = takeSlot(visit.pace)
      if not delay then
        visit.room = 0
        return
      end
      gap = math.floor(visit.pace.interval * (1 - catchUp) * 1000)
    end
    take(contact, visit.due, delay, gap)
    visit.took = visit.took + 1
  end
end

local function close(visit)
  local first = redis.call('ZRANGE', visit.due, 0, 0, 'WITHSCORES')[2]
  local pace = visit.pace
  if pace then
    local more = (first and tonumber(first) <= now) and 1 or 0
    redis.call('HSET', P .. 'pace:' .. visit.account, 'slot', pace.slot, 'debt', pace.debt, 'more', more, 'warmUntil', pace.warmUntil or 0)
    visit.when = math.max(visit.when, pace.slot - aheadMs)
  end
  if not first then return redis.call('ZREM', f .. ':accounts', visit.account) end
  -- Of several that may be visited at once those come first that got less this time.
  redis.call('ZADD', f .. ':accounts', math.max(now, first, visit.when) + visit.took / 1000, visit.account)
end

local visits = {}
for _, account in ipairs(redis.call('ZRANGEBYSCORE', f .. ':accounts', '-inf', now, 'LIMIT', 0, left + full)) do
  if room[account] ~= 0 then visits[#visits + 1] = open(account) end
end
local share = math.ceil(left / math.max(1, #visits))
for _, visit in ipairs(visits) do serve(visit, share) end
for _, visit in ipairs(visits) do if left > 0 then serve(visit, left) end end
for _, visit in ipairs(visits) do close(visit) end

local wait = -1
local soonest = redis.call('ZRANGE', f .. ':accounts', 0, full, 'WITHSCORES')
for i = 1, #soonest, 2 do
  if room[soonest[i]] ~= 0 then
    wait = math.max(0, math.ceil(soonest[i + 1] - now))
    break
  end
end
return { wait, taken }`;
