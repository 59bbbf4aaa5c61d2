import { service } from '../fixtures/notes/service.js'
import { conformance } from '../src/testing/index.js'

conformance(service)
