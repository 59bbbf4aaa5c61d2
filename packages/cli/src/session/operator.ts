import { nexus } from '@azora/contracts/nexus'
import { type Client, createClient } from '@azora/sdk/client'
import type { Context } from '../context.js'
import { gatewayUrl } from './gateway.js'
import { asRefusal } from './refusals.js'
import { sessionTokens } from './tokens.js'

/** Asks nexus, through the gateway, as whoever is signed in here. What it refuses is a failure that says what helps. */
export async function askNexus<Answer>(
  context: Context,
  ask: (client: Client<typeof nexus>) => PromiseLike<Answer>,
): Promise<Answer> {
  const url = await gatewayUrl(context)
  const client = createClient(nexus, { baseUrl: `${url}/nexus`, token: sessionTokens(context.root, url) })
  return asRefusal(async () => ask(client))
}
