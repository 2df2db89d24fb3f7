const { expect, test } = require('@playwright/test')

test('a seeded customer logs in', async ({ request }) => {
  const answer = await request.post('/auth/login-customer', {
    data: { email: 'customer1@flashseed.test', password: 'Flashseed-123' }
  })
  expect((await answer.json()).data.access_token).toBeTruthy()
})
