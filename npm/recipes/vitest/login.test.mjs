import { expect, test } from 'vitest'

test('a seeded customer logs in', async () => {
  const answer = await fetch(`${process.env.REAL_BACKEND_URL}/auth/login-customer`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'customer1@flashseed.test', password: 'Flashseed-123' })
  })
  expect((await answer.json()).data.access_token).toBeTruthy()
})
