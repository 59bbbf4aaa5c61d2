#!/usr/bin/env node
// Plain old syntax on purpose: an old Node must be able to read this file in order to refuse by a sentence.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    'azora needs Node 20.19 or newer, and this is Node ' +
      process.versions.node +
      ': install a newer one from https://nodejs.org and try again.\n',
  )
  process.exitCode = 1
} else {
  import('./launch.mjs').then(function (launch) {
    return launch.launch()
  })
}
