#!/usr/bin/env node
// Plain old syntax on purpose: an old Node must be able to read this file in order to refuse by a sentence.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  const asked = process.argv.slice(2)
  process.stderr.write(
    'azora needs Node 20.19 or newer, and this is Node ' +
      process.versions.node +
      ': install a newer one from https://nodejs.org and try again.\n',
  )
  process.exitCode = 1
  if (asked[0] === 'doctor') diagnose(asked.indexOf('--json') > 0)
} else {
  import('./launch.mjs').then(function (launch) {
    return launch.launch()
  })
}

// The one check that can be made here, as `azora doctor --json` would say it.
function diagnose(isJson) {
  const finding = {
    name: 'node-version',
    about: 'Node is 20.19 or newer',
    ok: false,
    verdict: 'bad',
    detail: 'Node ' + process.versions.node + ' is too old',
    remedy: 'Install Node 22 from https://nodejs.org',
    tookMs: 0,
  }
  process.exitCode = 6
  if (isJson)
    process.stdout.write(JSON.stringify({ schemaVersion: 1, ok: false, checks: [finding] }, null, 2) + '\n')
}
