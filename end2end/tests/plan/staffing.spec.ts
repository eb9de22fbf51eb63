// To whom work can be given.
import { expect, request } from '@playwright/test';
import { test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('whoever only reads a project is given no work in it', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Vera Awake' : 'Vera Asleep';
  const email = `${name.replace(' ', '.').toLowerCase()}@example.test`;
  const workspace = world.workspace.slug;
  const invited = (await world.post('/do/people/invite', { workspace, name, email, role: 'member' })) as { code: string };
  const elsewhere = await request.newContext({ baseURL: world.baseURL });
  const joined = await elsewhere.post('/do/account/join', {
    form: { _key: uuidv7(), 'form[code]': invited.code, 'form[name]': name, 'form[password]': 'a heron on the weir' },
    headers: { origin: world.baseURL, accept: 'application/json' },
  });
  expect(joined.ok()).toBe(true);
  await elsewhere.dispose();
  const answer = await page.request.get('/do/people/people', { params: { workspace } });
  const { people } = (await answer.json()) as { people: { id: string; email: string }[] };
  const member = people.find(person => person.email === email)!.id;
  const put = (role: string) => world.post('/do/plan/add_to_project', { workspace, project: world.projectId, member, role });

  const offered = page.locator('#with').getByRole('combobox').locator('option').filter({ hasText: name });
  await put('viewer');
  await page.goto(world.at('/t/NGT-1'));
  await page.locator('#with summary').click();
  await expect(page.locator('#with').getByRole('combobox')).toBeVisible();
  await expect(offered).toHaveCount(0);
  await put('member');
  await page.goto(world.at('/t/NGT-1'));
  await page.locator('#with summary').click();
  await expect(offered).toHaveCount(1);
  await world.post('/do/plan/leave_project', { workspace, project: world.projectId, member });
});
