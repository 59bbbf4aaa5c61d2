import { LANES } from '../../lane.js'
import { script } from './script.js'

/**
 * Prolongs the holder's lanes and takes free ones up to its share. Returns of each lane held the subscription, lane, cursor
 * and share; or, if the memory is not the one that is known, its identity. ARGV: known, fresh, holder, milliseconds, names.
 *
 * A lane is its holder's until it is given back, or its holder has not been here for that time.
 *
 * A cursor is the position of a consumer group: one of the subscription's name in each lane's stream. A new one stands
 * before the oldest entry there is.
 */
export const HOLD = script(
  `
  local id = identity()
  if ARGV[1] ~= id then return id end
  local holder, at, held, groups = ARGV[3], now(), {}, {}
  local expires = at + tonumber(ARGV[4])
  for lane = 0, ${LANES - 1} do groups[lane] = positions(lane) end
  local function cursor(lane, name)
    if groups[lane][name] then return groups[lane][name] end
    local first = redis.call('XRANGE', key(lane), '-', '+', 'COUNT', 1)[1]
    local start = redis.call('HGET', key('ends'), lane) or '0-0'
    if first then
      local ms, n = string.match(first[1], '^(%d+)-(%d+)$')
      start = ms .. '-' .. whole(tonumber(n) - 1)
    end
    redis.call('XGROUP', 'CREATE', key(lane), name, start, 'MKSTREAM')
    return start
  end
  for i = 5, #ARGV do
    local name, mine, free = ARGV[i], {}, {}
    local leases, holders = key('leases:' .. name), key('holders:' .. name)
    redis.call('SADD', key('subscriptions'), name)
    redis.call('ZADD', holders, expires, holder)
    redis.call('ZREMRANGEBYSCORE', holders, '-inf', at)
    local share = math.ceil(${LANES} / redis.call('ZCARD', holders))
    for lane = 0, ${LANES - 1} do
      local who = redis.call('HGET', leases, lane)
      if who == holder then mine[#mine + 1] = lane
      elseif not who or not redis.call('ZSCORE', holders, who) then free[#free + 1] = lane end
    end
    for _, lane in ipairs(free) do
      if #mine < share then
        mine[#mine + 1] = lane
        redis.call('HSET', leases, lane, holder)
      end
    end
    for _, lane in ipairs(mine) do
      held[#held + 1] = { name, lane, cursor(lane, name), share }
    end
  end
  return held
`,
  { whenFull: true },
)

/**
 * Notes cursors of lanes the holder still has: never back, for whoever has lost a lane may be behind its successor. ARGV:
 * known, fresh, holder, then name, lane and cursor of each.
 */
export const NOTE = script(
  `
  if ARGV[1] ~= identity() then return end
  for i = 4, #ARGV, 3 do
    local name, lane, cursor = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    if redis.call('HGET', key('leases:' .. name), lane) == ARGV[3] then
      -- By the number of entries read XINFO tells the lag.
      redis.call('XGROUP', 'SETID', key(lane), name, cursor, 'ENTRIESREAD', string.match(cursor, '-(%d+)$'))
    end
  end
`,
  { whenFull: true },
)

/** Returns by lane the cursor of a subscription, as a list of both. ARGV: known, fresh, name. */
export const CURSORS = script(
  `
  local found = {}
  if ARGV[1] ~= identity() then return found end
  for lane = 0, ${LANES - 1} do
    local position = positions(lane)[ARGV[3]]
    if position then found[#found + 1] = { lane, position } end
  end
  return found
`,
  { whenFull: true },
)

/** Lets others have lanes. ARGV: nothing, fresh, holder, then name and lane of each. */
export const GIVE_BACK = script(
  `
  for i = 4, #ARGV, 2 do
    local leases, lane = key('leases:' .. ARGV[i]), ARGV[i + 1]
    if redis.call('HGET', leases, lane) == ARGV[3] then redis.call('HDEL', leases, lane) end
  end
`,
  { whenFull: true },
)

/** Takes the holder out of the count of those who share. ARGV: nothing, fresh, holder, names. */
export const LEAVE = script(
  `
  for i = 4, #ARGV do redis.call('ZREM', key('holders:' .. ARGV[i]), ARGV[3]) end
`,
  { whenFull: true },
)
