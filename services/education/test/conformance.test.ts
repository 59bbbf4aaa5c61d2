import { conformance } from '@azora/service-kit/testing'
import { service } from '../src/service.js'

const course = { title: 'Proofs', description: 'How to be sure.', level: 'ZA-NQF/6' }

conformance(service, { samples: { 'courses.create': course, 'courses.import': { ...course, modules: [] } } })
