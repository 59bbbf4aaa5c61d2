import { conformance } from '@azora/service-kit/testing'
import { service } from '../src/service.js'
import { environment } from './app.js'

conformance(service, { env: environment() })
