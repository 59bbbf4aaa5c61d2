// Writes the client of a service, as a workspace does for services of its own.
import { writeFileSync } from 'node:fs'
import { education } from '@azora/contracts/education'
import { generateService } from '@azora/sdk/generate'

writeFileSync('own-client.ts', generateService(education).text)
