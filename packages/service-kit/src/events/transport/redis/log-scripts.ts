import { LANES } from '../../lane.js'
import { script } from './script.js'

/** For so long an event stays, and until every subscription has dealt with it. */
export const KEPT_MS = 24 * 3_600_000
/** How often what is no longer kept is removed, whoever asks how often. */
export const TIDY_MS = 60_000

const SEEN_MS = 10 * 60_000
// Counted while the platform runs: whoever was away together with everybody else has missed nothing.
const FORGOTTEN_AFTER = (7 * 24 * 3_600_000) / TIDY_MS

/** Returns the identity of the server's memory. ARGV: known, fresh. */
export const IDENTITY = script(`return identity()`, { whenFull: true })

/**
 * Appends in order, unless the memory is not the one that is known; returns its identity. ARGV: known or nothing, fresh, then
 * of each event lane, id, type and text.
 *
 * Ids are `<ms>-<n>`: the time of the entry and its number in the lane; neither goes back. What was appended within the
 * last ten minutes is not appended again, for relays send that much twice after an outage.
 */
export const APPEND = script(
  `
  local known, id = ARGV[1], identity()
  if known ~= '' and known ~= id then return id end
  local at, ends = now(), {}
  local window = math.floor(at / ${SEEN_MS})
  local seen, before = key('seen:' .. whole(window)), key('seen:' .. whole(window - 1))
  for i = 3, #ARGV, 4 do
    local lane, event = ARGV[i], ARGV[i + 1]
    if redis.call('SISMEMBER', before, event) == 0 and redis.call('SADD', seen, event) == 1 then
      local last = ends[lane] or redis.call('HGET', key('ends'), lane) or '0-0'
      local ms, n = string.match(last, '^(%d+)-(%d+)$')
      ends[lane] = whole(math.max(at, tonumber(ms))) .. '-' .. whole(tonumber(n) + 1)
      redis.call('XADD', key(lane), ends[lane], 'type', ARGV[i + 2], 'event', ARGV[i + 3])
    end
  end
  redis.call('PEXPIRE', seen, ${2 * SEEN_MS})
  for lane, last in pairs(ends) do redis.call('HSET', key('ends'), lane, last) end
  if next(ends) then redis.call('PUBLISH', key('appended'), '') end
  return id
`,
)

/**
 * Removes entries that are older than is kept and that every subscription is beyond, and subscriptions that no instance has
 * had for a week of the platform's running. ARGV: nothing, fresh.
 */
export const TIDY = script(
  `
  if not redis.call('SET', key('tidied'), '1', 'NX', 'PX', ${TIDY_MS - 1_000}) then return end
  local at = now()
  for _, name in ipairs(redis.call('SMEMBERS', key('subscriptions'))) do
    if redis.call('ZCOUNT', key('holders:' .. name), at, '+inf') > 0 then
      redis.call('HDEL', key('idle'), name)
    elseif redis.call('HINCRBY', key('idle'), name, 1) > ${FORGOTTEN_AFTER} then
      for lane = 0, ${LANES - 1} do redis.pcall('XGROUP', 'DESTROY', key(lane), name) end
      redis.call('DEL', key('leases:' .. name), key('holders:' .. name))
      redis.call('HDEL', key('idle'), name)
      redis.call('SREM', key('subscriptions'), name)
    end
  end
  local function less(one, other)
    local ms, n = string.match(one, '^(%d+)-(%d+)$')
    local others, m = string.match(other, '^(%d+)-(%d+)$')
    return tonumber(ms) < tonumber(others) or (ms == others and tonumber(n) < tonumber(m))
  end
  for lane = 0, ${LANES - 1} do
    local from = whole(at - ${KEPT_MS}) .. '-0'
    for _, position in pairs(positions(lane)) do
      if less(position, from) then from = position end
    end
    redis.call('XTRIM', key(lane), 'MINID', from)
  end
`,
  { whenFull: true },
)
