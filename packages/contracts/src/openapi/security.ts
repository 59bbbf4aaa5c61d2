import type { Access } from '../route.js'
import type { SecurityScheme } from './document.js'

export const securitySchemes: Record<string, SecurityScheme> = {
  user: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "A signed-in user's access token.",
  },
  service: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The five-minute token by which one service calls another. No user has one.',
  },
}

/** The security requirement of an access rule; a role or permission is named as OpenAPI 3.1 allows it. */
export function securityOf(access: Access): Record<string, string[]>[] {
  if (access === 'public') return [{}, { user: [] }]
  if (access === 'user' || access === 'service') return [{ [access]: [] }]
  return [{ user: [access] }]
}
