import { nexus, SagaNotFound, type ServiceSaga } from '@azora/contracts/nexus'
import { implement, sagaOrder } from '@azora/service-kit'
import type { Ask } from '../fleet/fleet.js'
import { foundIn, unless } from '../fleet/found.js'
import type { Use } from '../use.js'

export const sagaRoutes = ({ fleet }: Use) => {
  /** Has the service that runs the saga do something about it. */
  const find = async <Answer>(ask: Ask<Answer>) =>
    foundIn(await fleet.gather((service, once) => unless(SagaNotFound, ask(service, once))), SagaNotFound)

  return implement(nexus.routes.sagas).with({
    list: async ({ query: { service, ...query } }) => {
      const { told, silent } = await fleet.gather(({ sagas }) => sagas.list({ query }), service)
      const all = told.flatMap(each => each.answer.items.map(item => ({ ...item, service: each.service })))
      const isMore = told.some(({ answer }) => answer.nextCursor !== null)
      return { ...pageOf(all.toSorted(newestFirst), query.limit, isMore), silent }
    },
    get: async ({ params }) => {
      const { service, answer } = await find(({ sagas }) => sagas.get({ params }))
      return { ...answer, service }
    },
    retry: async ({ params }) => {
      await find(({ sagas }, once) => sagas.retry({ params }, once))
    },
    compensate: async ({ params, body }) => {
      await find(({ sagas }, once) => sagas.compensate({ params, body }, once))
    },
  })
}

const newestFirst = (a: ServiceSaga, b: ServiceSaga) => (a.id < b.id ? 1 : -1)

/** What is left when the lists of all services are put into one: those cut off begin the next page. */
function pageOf(all: ServiceSaga[], limit: number, isMore: boolean) {
  const sagas = all.slice(0, limit)
  const last = sagas.at(-1)
  return {
    sagas,
    nextCursor: (isMore || all.length > limit) && last ? sagaOrder.write({ id: last.id }) : null,
  }
}
