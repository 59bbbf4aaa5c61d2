import { run } from '@azora/service-kit'
import { service } from './service.js'

await run(service)
