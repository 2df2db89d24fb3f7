// Scratch projects for the checks, and a registry on loopback that serves
// what `make npm` has packed.
const { spawn, spawnSync } = require('node:child_process')
const crypto = require('node:crypto')
const fs = require('node:fs')
const http = require('node:http')
const os = require('node:os')
const path = require('node:path')

const dist = path.join(__dirname, '../dist')
const packed = path.join(dist, 'npm')
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'flashseed-home-'))
process.on('exit', () => fs.rmSync(home, { recursive: true, force: true }))

/** A directory that the test removes when it ends. */
exports.directory = (t) => {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'flashseed-npm-'))
  t.after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

/** Runs a command to its end, in an environment of its own. */
exports.run = async (cwd, env, command, ...args) => {
  const child = exports.start(cwd, env, command, ...args)
  child.stdin.end()
  let out = ''
  child.stdout.on('data', (d) => { out += d })
  child.stderr.on('data', (d) => { out += d })
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (...end) => resolve(end))
  })
  return { code, signal, out }
}

/** Starts a command, with an empty home and without Redis. */
exports.start = (cwd, env, command, ...args) => spawn(command, args, {
  cwd,
  stdio: ['pipe', 'pipe', 'pipe'],
  env: {
    PATH: `${path.join(__dirname, 'node_modules/.bin')}:${process.env.PATH}`,
    HOME: home, CI: 'true', REDIS_URL: '',
    npm_config_update_notifier: 'false', npm_config_fund: 'false', npm_config_audit: 'false', ...env
  }
})

/** Starts the sandbox of the binary that was packed; gives its address. */
exports.sandbox = (t) => new Promise((resolve, reject) => {
  const built = fs.readdirSync(dist).find((name) => /^flashseed_.*_linux_[^.]*$/.test(name))
  const child = exports.start(exports.directory(t), {}, path.join(dist, built, 'flashseed'), 'sandbox', '--port', '0')
  t.after(() => child.kill())
  let log = ''
  child.stderr.on('data', (data) => {
    log += data
    const address = log.match(/http:\/\/127\.0\.0\.1:\d+/)
    if (address) resolve(address[0])
  })
  child.on('close', () => reject(new Error(`the sandbox does not start: ${log}`)))
})

/** Serves the packed packages, and nothing else, as a registry does; gives its address. */
exports.registry = async (t) => {
  const packages = {}
  for (const file of fs.readdirSync(packed)) {
    const tarball = fs.readFileSync(path.join(packed, file))
    const { stdout } = spawnSync('tar', ['-xzOf', path.join(packed, file), 'package/package.json'])
    const manifest = JSON.parse(stdout)
    packages[manifest.name] = { file, tarball, manifest }
  }
  const server = http.createServer((request, response) => {
    const url = decodeURIComponent(request.url)
    const known = packages[url.slice(1)]
    const file = Object.values(packages).find((p) => url === `/-/${p.file}`)
    if (file) return response.end(file.tarball)
    if (!known) return response.writeHead(404).end('{}')
    const { name, version } = known.manifest
    const dist = {
      tarball: `http://${request.headers.host}/-/${known.file}`,
      integrity: 'sha512-' + crypto.createHash('sha512').update(known.tarball).digest('base64')
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { ...known.manifest, dist } } }))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}
