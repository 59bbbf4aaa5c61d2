import { mergeConfig } from 'vitest/config'
import unit from './vitest.config.js'

const integration = mergeConfig(unit, {})
integration.test = {
  ...integration.test,
  include: ['{src,test}/**/*.integration.test.ts'],
  exclude: ['**/node_modules/**'],
  isolate: true,
}

export default integration
