// Installs flashseed with each package manager, and runs what it installed.
const assert = require('node:assert/strict')
const fs = require('node:fs')
const net = require('node:net')
const path = require('node:path')
const test = require('node:test')
const { directory, registry, run, start } = require('./project')

const yarn = { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_SCRIPTS: 'false', YARN_NPM_MINIMAL_AGE_GATE: '0' }
const managers = [
  { name: 'npm', install: ['npm', 'install', '-D', 'flashseed'], exec: ['npx', '--no-install', 'flashseed'] },
  { name: 'npm --ignore-scripts', install: ['npm', 'install', '-D', 'flashseed', '--ignore-scripts'], exec: ['npm', 'exec', '--no', 'flashseed', '--'] },
  { name: 'npm --omit=optional', install: ['npm', 'install', '-D', 'flashseed', '--omit=optional'], exec: ['npx', '--no-install', 'flashseed'], missing: true },
  { name: 'pnpm', install: ['pnpm', 'add', '-D', 'flashseed'], exec: ['pnpm', 'exec', 'flashseed'] },
  { name: 'pnpm --no-optional', install: ['pnpm', 'add', '-D', 'flashseed', '--no-optional'], exec: ['pnpm', 'exec', 'flashseed'], missing: true },
  { name: 'yarn', install: ['yarn', 'add', '-D', 'flashseed'], exec: ['yarn', 'flashseed'], env: yarn },
  { name: 'yarn with node_modules', install: ['yarn', 'add', '-D', 'flashseed'], exec: ['yarn', 'flashseed'], env: { ...yarn, YARN_NODE_LINKER: 'node-modules' } }
]

/** A project with flashseed installed in it, and its environment. */
async function project (t, { install, env }) {
  const address = await registry(t)
  const dir = directory(t)
  fs.writeFileSync(path.join(dir, 'package.json'), '{"name": "scratch", "private": true}')
  fs.writeFileSync(path.join(dir, 'yarn.lock'), '')
  env = {
    npm_config_registry: address,
    YARN_NPM_REGISTRY_SERVER: address, YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    ...env
  }
  const { code, out } = await run(dir, env, ...install)
  assert.equal(code, 0, out)
  return { dir, env }
}

for (const manager of managers) {
  test(manager.name, async (t) => {
    const { dir, env } = await project(t, manager)
    const version = await run(dir, env, ...manager.exec, 'version')
    if (manager.missing) {
      assert.equal(version.code, 2, version.out)
      assert.match(version.out, /error: the package @flashseed\/\S+, which holds flashseed's binary, is not installed/)
      return
    }
    assert.equal(version.code, 0, version.out)
    assert.match(version.out, /^flashseed /)
    const wrong = await run(dir, env, ...manager.exec, 'ensure', '--no-such-flag')
    assert.equal(wrong.code, 2, wrong.out)
    const down = await run(dir, env, ...manager.exec, 'ensure', '--backend-url', 'http://127.0.0.1:1')
    assert.equal(down.code, 3, down.out)
  })
}

test('signals reach flashseed, and its end is what the caller sees', async (t) => {
  const { dir, env } = await project(t, managers[0])
  const cli = path.join(dir, 'node_modules/flashseed/cli.js')
  for (const [signal, code] of [['SIGTERM', 143], ['SIGINT', 130]]) {
    // A backend that takes the connection and never answers keeps it waiting.
    const silent = net.createServer()
    await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const child = start(dir, env, process.execPath, cli, 'ensure', '--retries', '0', '--request-timeout', '5s', '--backend-url', `http://127.0.0.1:${silent.address().port}`)
    await new Promise((resolve) => silent.once('connection', resolve))
    child.kill(signal)
    const ended = await new Promise((resolve) => child.on('close', (code, by) => resolve([code, by])))
    silent.close()
    assert.deepEqual(ended, [code, null], signal)
  }
})
