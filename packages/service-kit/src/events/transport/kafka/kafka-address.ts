import type { KafkaConfig, SASLOptions } from 'kafkajs'

/** Where a cluster is and which topic carries events. */
export interface KafkaAddress extends Pick<KafkaConfig, 'ssl' | 'sasl'> {
  brokers: string[]
  topic: string
}

const FORM = /^(kafkas?):\/\/(?:([^:@/?]+):([^@/?]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/
const BROKER = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i
const TOPIC = 'azora.events'
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/**
 * Reads `kafka://host:9092,host:9092/topic`: any number of bootstrap servers, each with its port; the topic is `azora.events`
 * unless it is named. `kafkas:` speaks TLS. With a user and password, percent-encoded, it signs in by SASL; `?sasl=` names
 * the mechanism, `plain` unless it does.
 *
 * @throws {TypeError} If it is not of that form; the address itself is not repeated, for it may hold a password.
 */
export function kafkaAddress(url: string): KafkaAddress {
  const [, protocol, user, password = '', servers = '', topic, query] = FORM.exec(url) ?? []
  const brokers = servers.split(',')
  if (!protocol || !brokers.every(broker => BROKER.test(broker)))
    throw new TypeError(
      'EVENT_TRANSPORT is to be of the form kafka://host:9092,host:9092/topic, a port with each host',
    )
  return {
    brokers,
    topic: topic || TOPIC,
    ssl: protocol === 'kafkas',
    ...(user && { sasl: signIn(user, password, query) }),
  }
}

function signIn(user: string, secret: string, query: string | undefined): SASLOptions {
  const wanted = new URLSearchParams(query).get('sasl') ?? 'plain'
  const mechanism = MECHANISMS.find(name => name === wanted)
  if (!mechanism)
    throw new TypeError(`EVENT_TRANSPORT names ?sasl=${wanted}; there are ${MECHANISMS.join(', ')}`)
  return { mechanism, username: decodeURIComponent(user), password: decodeURIComponent(secret) }
}
