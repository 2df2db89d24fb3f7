// Opens the flashseed.yaml that init writes in YAML's language server, which
// editors use, with the schema of this repository.
const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { pathToFileURL } = require('node:url')
const { directory, start } = require('./project')

const schema = pathToFileURL(path.join(__dirname, '../docs/flashseed.schema.json')).href
const starter = fs.readFileSync(path.join(__dirname, '../cmd/recipes/flashseed.yaml'), 'utf8')
  .replace(/\$schema=\S+/, `$$schema=${schema}`)

test('an editor flags a wrong key, and completes the name of a pool', async (t) => {
  const server = require.resolve('yaml-language-server/bin/yaml-language-server')
  const child = start(directory(t), {}, process.execPath, server, '--stdio')
  t.after(() => child.kill())
  let buffer = Buffer.alloc(0)
  let last = 0
  const waiting = new Map()
  const found = new Map()
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const request = (method, params) => new Promise((resolve) => {
    waiting.set(++last, resolve)
    send({ id: last, method, params })
  })
  const diagnostics = (uri) => new Promise((resolve) => found.set(uri, resolve))
  child.stdout.on('data', (data) => {
    buffer = Buffer.concat([buffer, data])
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('utf8', 0, end))[1])
      if (buffer.length < end + 4 + length) return
      const message = JSON.parse(buffer.toString('utf8', end + 4, end + 4 + length))
      buffer = buffer.subarray(end + 4 + length)
      if (message.method === 'textDocument/publishDiagnostics') found.get(message.params.uri)?.(message.params.diagnostics)
      else if (message.method === 'workspace/configuration') send({ id: message.id, result: message.params.items.map(() => ({ validate: true, completion: true, schemaStore: { enable: false } })) })
      else if (message.method) message.id !== undefined && send({ id: message.id, result: null })
      else waiting.get(message.id)?.(message.result)
    }
  })
  await request('initialize', { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true } } })
  send({ method: 'initialized', params: {} })
  const open = async (name, text) => {
    const uri = `file:///scratch/${name}/flashseed.yaml`
    const result = diagnostics(uri)
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } })
    return { uri, problems: await result }
  }

  assert.deepEqual((await open('good', starter)).problems, [])
  const { problems } = await open('bad', starter + '\nbackend_ulr: http://localhost:1310\n')
  assert.match(JSON.stringify(problems), /backend_ulr/)

  const text = starter + '\npools:\n  cust'
  const { uri } = await open('pool', text)
  const lines = text.split('\n')
  const position = { line: lines.length - 1, character: lines.at(-1).length }
  const completed = await request('textDocument/completion', { textDocument: { uri }, position })
  assert.ok(completed.items.some((item) => item.label === 'customers'), JSON.stringify(completed).slice(0, 500))
})
