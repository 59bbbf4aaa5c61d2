import { EventSchemaNotFound, nexus } from '@azora/contracts/nexus'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const schemaRoutes = ({ schemas }: Use) =>
  implement(nexus.routes.schemas).with({
    list: async ({ query: { type } }) => {
      const all = await schemas.all()
      return { items: all.filter(schema => type === undefined || schema.type === type) }
    },
    get: async ({ params: { type, version } }) => {
      const all = await schemas.all()
      const found = all.find(schema => schema.type === type && schema.version === version)
      if (!found) throw new EventSchemaNotFound(`Nobody has published ${type} in version ${version}.`)
      return found
    },
  })
