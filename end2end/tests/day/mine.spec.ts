// My day: whoever steers nothing sees their own work, their own obstacles, and what they did.
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('a member’s day is of their own work, from the first hour to their own log', async ({ page, world, hydrated }) => {
  const { slug: workspace } = world.workspace;
  const mark = hydrated ? 'awake' : 'asleep';
  const email = `mine-${mark}@example.test`;
  const invited = (await world.post('/do/people/invite', { workspace, name: 'Mina Novak', email, role: 'member' })) as { code: string };
  const joined = await page.request.post('/do/account/join', {
    form: { _key: uuidv7(), 'form[code]': invited.code, 'form[name]': 'Mina Novak', 'form[password]': 'correct horse battery staple' },
    headers: { origin: world.baseURL, accept: 'application/json' },
  });
  expect(joined.ok()).toBe(true);
  const { people } = (await (await page.request.get('/do/people/people', { params: { workspace } })).json()) as { people: { id: string; email: string }[] };
  const mina = people.find(person => person.email === email)!;

  const today = new Date().toISOString().slice(0, 10);
  const task = async (title: string, hers: boolean) => {
    const id = uuidv7();
    const made = (await world.post('/do/plan/create_task', { workspace, id, project: world.projectId, title })) as { said: { arg: string } };
    await world.post('/do/plan/edit_task', { workspace, task: id, start: today, finish: today, effort: '1h' });
    if (hers) await world.post('/do/plan/assign', { workspace, task: id, member: mina.id, units: '100' });
    return { id, code: made.said.arg };
  };
  await world.post('/do/plan/add_to_project', { workspace, project: world.projectId, member: mina.id, role: 'member' });
  const hers = await task(`Scan the ledgers ${mark}`, true);
  const stopped = await task(`Bind the ledgers ${mark}`, true);
  const others = await task(`Count the shelves ${mark}`, false);
  // Only what has begun can stop.
  const { statuses } = (await (await page.request.get('/do/plan/choices', { params: { workspace, project: 'NGT' } })).json()) as { statuses: { id: string; category: string }[] };
  const status = (of: string) => statuses.find(one => one.category === of)!.id;
  await world.post('/do/plan/edit_task', { workspace, task: stopped.id, status: status('doing'), status_was: status('todo') });
  await world.post('/do/plan/stop_task', { workspace, task: stopped.id, id: uuidv7(), because: 'the glue is out', mover_kind: 'member', mover: mina.id });

  await page.goto(world.at('/today'));
  await expect(page).toHaveTitle(/^My day/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/day \d+ \w+$/);
  const work = page.locator('#work');
  await expect(work).toContainText(`Scan the ledgers ${mark}`);
  await expect(page.locator('main')).not.toContainText(`Count the shelves ${mark}`);
  await expect(page.locator('#obstacles')).toContainText('the glue is out');
  await expect(page.locator('#obstacles')).toContainText('your move');
  // What steers projects is not theirs to do; being away is.
  await expect(page.locator('#share')).toHaveCount(0);
  await expect(page.locator('#money').getByText('Away today')).toBeVisible();
  await expect(page.locator('#log')).toContainText('Nothing has happened yet today.');

  await page.goto(world.at(`/t/${hers.code}`));
  await page.getByRole('button', { name: 'Mark done' }).first().click();
  await expect(page.getByRole('status').filter({ hasText: hers.code }).first()).toBeVisible();
  await page.goto(world.at('/today'));
  await expect(page.locator('#log')).toContainText(hers.code);
  await expect(page.locator('#log')).not.toContainText(others.code);
});
