import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { at } from '../../fault-point.js'

/** Runs a script on a server, which does nothing else meanwhile. It is sent where it is not known yet. */
export type Script = (client: Redis, args: readonly (string | number)[]) => Promise<unknown>

/** What all our keys begin with. By the braces a cluster keeps them on one node. */
const PREFIX = '{azora:events}:'

/** The stream of a lane. */
export const streamOf = (lane: number | string) => `${PREFIX}${lane}`

/** Told of every append. It only wakes: whoever misses that looks once a second anyway. */
export const CHANNEL = `${PREFIX}appended`

/** A hash: by lane, the id of its last entry. */
export const ENDS = `${PREFIX}ends`

// ARGV[1] is the identity the caller knows, ARGV[2] the one to give a server that has none: it is new, or has forgotten.
const COMMON = `
  local prefix = KEYS[1]
  local function key(name) return prefix .. name end
  local function whole(number) return string.format('%.0f', number) end
  local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
  end
  local function identity()
    local id = redis.call('GET', key('identity'))
    if id then return id end
    redis.call('SET', key('identity'), ARGV[2])
    return ARGV[2]
  end
  -- Where each group stands in a lane, by its name.
  local function positions(lane)
    local found = {}
    if redis.call('EXISTS', key(lane)) == 0 then return found end
    for _, group in ipairs(redis.call('XINFO', 'GROUPS', key(lane))) do
      local its = {}
      for i = 1, #group, 2 do its[group[i]] = group[i + 1] end
      found[its['name']] = its['last-delivered-id']
    end
    return found
  end
`

/** What a script is let do. */
export interface ScriptOptions {
  /** Whether it runs on a server whose memory is full too: what is needed to deal with events, and be rid of them. */
  whenFull?: boolean
}

/** Makes a script of what follows the common beginning. */
export function script(body: string, { whenFull = false }: ScriptOptions = {}): Script {
  const source = `#!lua${whenFull ? ' flags=allow-oom' : ''}\n${COMMON}${body}`
  const sha = createHash('sha1').update(source).digest('hex')
  return async (client, args) => {
    try {
      return await at('redis-script.known', () => client.evalsha(sha, 1, PREFIX, ...args))
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return await at('redis-script.sent', () => client.eval(source, 1, PREFIX, ...args))
    }
  }
}
