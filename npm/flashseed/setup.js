// The globalSetup of Vitest, Jest and Playwright: fills the backend before the
// first test, or stops the run. Settings come from the environment and
// flashseed.yaml, as on the command line.
const { spawnSync } = require('node:child_process')
const binary = require('./binary')

module.exports = function setup() {
  const { status, signal, error } = spawnSync(binary(), ['ensure', '--quiet'], { stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) throw new Error(`flashseed ensure ended with ${signal ?? `exit code ${status}`}; its own message stands above`)
}
