// Who is invited and not here yet.
import { expect, test } from '../../lib/test.ts';

test('an invitation is withdrawn, and its link lets nobody in', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Ivo Awake' : 'Ivo Asleep';
  const invited = (await world.post('/do/people/invite', {
    workspace: world.workspace.slug,
    name,
    email: `${name.replace(' ', '.')}@example.test`,
    role: 'member',
  })) as { code: string };
  await page.goto(world.at('/people'));
  const row = page.getByRole('listitem').filter({ hasText: name });
  await row.getByRole('button', { name: new RegExp(`^Withdraw\\s*: ${name}$`) }).click();
  await expect(page.getByRole('status').filter({ hasText: `${name} is no longer invited.` })).toBeVisible();
  await expect(row).toHaveCount(0);
  const joined = await page.request.post('/do/account/join', {
    form: { 'form[code]': invited.code, 'form[name]': name, 'form[password]': 'correct horse battery staple' },
    headers: { origin: world.baseURL, accept: 'application/json' },
  });
  expect(joined.ok()).toBe(false);
});
