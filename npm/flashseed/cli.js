#!/usr/bin/env node
const { spawn } = require('node:child_process')

let path
try {
  path = require('./binary')()
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exit(2)
}

// A terminal sends Ctrl-C and its end to both processes, and a second signal
// makes flashseed stop at once: only those that come to this process alone are
// passed on.
const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal === 'SIGTERM' || !terminal) child.kill(signal)
  })
}

const child = spawn(path, process.argv.slice(2), { stdio: 'inherit' })
child.on('error', (error) => {
  console.error(`error: ${path} does not start: ${error.message}`)
  process.exit(2)
})
child.on('exit', (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  } else {
    process.exitCode = code
  }
})
