import { conformance } from '@azora/service-kit/testing'
import { service } from '../src/service.js'

conformance(service)
