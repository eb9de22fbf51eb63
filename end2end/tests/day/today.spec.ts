// A morning on Today: what stands there, a step marked, lines of one's own. With JavaScript and without.
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

test('a workspace opens on Today, with the brief, the beacon and the day band', async ({ signedIn: page, world }) => {
  await page.goto('/');
  await expect(page).toHaveURL(new RegExp(`${world.at('/today')}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+$/);
  await expect(page.locator('.brief')).not.toBeEmpty();
  await expect(page.getByRole('figure')).toHaveAccessibleName(/^The day from \d\d:00 to \d\d:00, now \d\d:\d\d$/);
  const beacon = page.getByRole('navigation', { name: 'The steps of the day' });
  await expect(beacon.getByRole('link')).toHaveText([/^Work/, /^Obstacles/, /^Share out/, /^Money and hours/, /^Log/]);
  for (const step of ['work', 'obstacles', 'share', 'money', 'log']) await expect(page.locator(`section#${step}`)).toHaveCount(1);
  await expect(page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Today' })).toHaveAttribute('aria-current', 'page');
});

test('a step that is done folds, paints its band and opens again', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  const money = page.locator('#money');
  const band = page.getByRole('navigation', { name: 'The steps of the day' }).getByRole('listitem').filter({ hasText: 'Money and hours' });
  const mark = money.getByRole('button', { name: /^Mark done\s*: Money and hours/ });
  const done = money.getByRole('button', { name: /^Done\s*: Money and hours/ });
  if (await done.count()) await done.click();
  await expect(mark).toBeVisible();
  await mark.click();
  await expect(band).toHaveClass(/is-done/);
  await expect(done).toBeVisible();
  await expect(money.locator('.rows, .empty').first()).toBeHidden();
  await page.reload();
  await expect(band).toHaveClass(/is-done/);
  await money.getByText('Show what is in it').click();
  await expect(money.locator('.rows, .empty').first()).toBeVisible();
  await done.click();
  await expect(band).not.toHaveClass(/is-done/);
});

test('the log has written itself, takes a line, and the line can be edited and deleted', async ({ signedIn: page, world, hydrated }) => {
  const said = `A line about ${hydrated ? 'waking' : 'sleeping'}`;
  const code = await makeTask(world, `Ring the printer ${hydrated ? 1 : 2}`);
  await page.goto(world.at('/today'));
  const log = page.locator('#log');
  await expect(log).toContainText('Northgate website');
  await expect(log).toContainText('added');
  expect(code).toMatch(/^NGT-/);

  await log.getByRole('button', { name: 'Add to the log' }).click();
  await expect(page.getByRole('alert')).toContainText('This is needed.');
  await log.getByLabel('A line of your own', { exact: true }).first().fill(said);
  await log.getByRole('button', { name: 'Add to the log' }).click();
  const line = log.getByRole('listitem').filter({ hasText: said });
  await expect(line).toBeVisible();

  await line.getByText('Edit').click();
  await line.getByLabel('A line of your own').fill(`${said}, twice`);
  await line.getByRole('button', { name: 'Save' }).click();
  const edited = log.getByRole('listitem').filter({ hasText: `${said}, twice` });
  await expect(edited).toBeVisible();
  if (!(await edited.getByRole('button', { name: 'Delete' }).isVisible())) await edited.getByText('Edit').click();
  await edited.getByRole('button', { name: 'Delete' }).click();
  await expect(edited).toHaveCount(0);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).first().click();
  await expect(edited).toBeVisible();
});

test('a day that has passed is its log, read only, and can be taken along', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await page.getByRole('link', { name: 'The day before' }).click();
  await expect(page).toHaveURL(/\/today\/\d{4}-\d\d-\d\d$/);
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await page.getByRole('link', { name: 'To today' }).click();
  await expect(page).toHaveURL(new RegExp(`${world.at('/today')}$`));
  const today = new Date().toISOString().slice(0, 10);
  const file = await page.request.get(`/export/${world.workspace.slug}/day/${today}`);
  expect(file.headers()['content-type']).toContain('text/markdown');
  expect(file.headers()['content-disposition']).toContain(`log-${today}.md`);
  expect(await file.text()).toMatch(/^# Log of /);
  expect((await page.request.get(`/export/nowhere/day/${today}`)).status()).toBe(404);
});

test('a day to come, and one that is none, are not there', async ({ signedIn: page, world }) => {
  for (const day of ['2999-01-01', 'yesterday']) {
    const answer = await page.request.get(world.at(`/today/${day}`), { headers: { accept: 'text/html' } });
    expect(answer.status()).toBe(404);
  }
});

async function makeTask(world: World, title: string): Promise<string> {
  const answer = (await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title })) as { said: { arg: string } };
  return answer.said.arg;
}
