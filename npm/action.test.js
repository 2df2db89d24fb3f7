// Runs the steps of action.yml as a workflow does, with a registry on loopback.
const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { directory, registry, run, sandbox } = require('./project')

const action = fs.readFileSync(path.join(__dirname, '../action.yml'), 'utf8')
const [, variables, script] = action.match(/ env:\n([^]*?) run: \|\n([^]*)$/)

/** The script's environment, with the inputs that a workflow gives and the defaults of the others. */
function environment (inputs) {
  return Object.fromEntries(Array.from(variables.matchAll(/(\w+): \$\{\{ inputs\.([\w-]+) \}\}/g), ([, name, input]) => {
    const [, value] = action.match(`\n  ${input}:\n.*\n    default: (.*)\n`)
    return [name, inputs[input] ?? value.replaceAll('"', '')]
  }))
}

test('the action fills the backend and leaves flashseed in the path', async (t) => {
  const dir = directory(t)
  const env = {
    npm_config_registry: await registry(t), RUNNER_TEMP: dir, GITHUB_PATH: path.join(dir, 'path'),
    ...environment({ 'backend-url': await sandbox(t), min: 'orders=12' })
  }
  const filled = await run(dir, env, 'bash', '-e', '-c', script)
  assert.equal(filled.code, 0, filled.out)
  const flashseed = path.join(fs.readFileSync(env.GITHUB_PATH, 'utf8').trim(), 'flashseed')
  const orders = await run(dir, env, flashseed, 'show', 'orders', '-q', '-o', 'ids')
  assert.equal(orders.out.trim().split('\n').length, 12)

  const down = await run(dir, { ...env, ...environment({ 'backend-url': 'http://127.0.0.1:1', wait: '0' }) }, 'bash', '-e', '-c', script)
  assert.equal(down.code, 3, down.out)
})
