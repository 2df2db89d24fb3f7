// Runs each test runner's recipe against a sandbox, and with the backend down.
const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { before, test } = require('node:test')
const { run, sandbox } = require('./project')

const packed = path.join(__dirname, '../dist/npm')

before(async () => {
  const tarballs = fs.readdirSync(packed).map((file) => path.join(packed, file))
  const { code, out } = await run(__dirname, {}, 'npm', 'install', '--offline', '--no-save', '--ignore-scripts', ...tarballs)
  assert.equal(code, 0, out)
})

const readme = fs.readFileSync(path.join(__dirname, 'flashseed/README.md'), 'utf8')
const runners = { vitest: ['vitest', 'run'], jest: ['jest'], playwright: ['playwright', 'test'] }

for (const [name, command] of Object.entries(runners)) {
  test(name, async (t) => {
    const recipe = path.join(__dirname, 'recipes', name)
    for (const config of fs.readdirSync(recipe).filter((file) => file.includes('.config.'))) {
      assert.ok(readme.includes(fs.readFileSync(path.join(recipe, config), 'utf8')), `the README lacks ${config}`)
    }
    const down = await run(recipe, { REAL_BACKEND_URL: 'http://127.0.0.1:1' }, ...command)
    assert.notEqual(down.code, 0, down.out)
    assert.match(down.out, /error: .*127\.0\.0\.1:1/)
    assert.match(down.out, /flashseed ensure ended with exit code 3/)
    assert.doesNotMatch(down.out, /a seeded customer logs in/)

    const up = await run(recipe, { REAL_BACKEND_URL: await sandbox(t) }, ...command)
    assert.equal(up.code, 0, up.out)
  })
}
