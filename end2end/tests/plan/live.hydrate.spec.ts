// What needs an awake page: changes from elsewhere, optimistic marks, undo by key, ten tabs.
import type { Page } from '@playwright/test';
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('a change shows in a second window within a second, and typing is left alone', async ({ signedIn: page, world, context }) => {
  const second = await context.newPage();
  await second.goto(world.at('/p/NGT'));
  await page.goto(world.at('/p/NGT'));
  await connected(second);
  await connected(page);
  await second.getByLabel('New task').fill('half typed');
  const title = `Seen elsewhere ${Date.now()}`;
  await page.getByLabel('New task').fill(title);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('link', { name: title, exact: true })).toBeVisible();
  await expect(second.getByRole('link', { name: title, exact: true })).toBeVisible({ timeout: 1000 });
  await expect(second.getByLabel('New task')).toHaveValue('half typed');
});

test('a mark shows at once; refused, it rolls back with its reason and Retry', async ({ signedIn: page, world }) => {
  const title = `Slow one ${Date.now()}`;
  await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title });
  await page.goto(world.at('/p/NGT'));
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });
  await page.route('**/do/plan/close_task', async route => {
    await new Promise(done => setTimeout(done, 1500));
    await route.fulfill({ status: 503, contentType: 'application/json', body: '{"is":"busy","after_s":1}' });
  });
  await row.getByRole('button', { name: `Mark done: ${title}` }).click();
  await expect(row.getByRole('button', { name: `Open again: ${title}` })).toBeVisible({ timeout: 300 });
  await expect(row.getByRole('alert')).toContainText('try again in a moment', { timeout: 4000 });
  await expect(row.getByRole('button', { name: `Mark done: ${title}` })).toBeVisible();
  await page.unroute('**/do/plan/close_task');
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('status').filter({ hasText: ' done.' })).toBeVisible();
});

test('Ctrl Z takes the last change back and Ctrl Shift Z does it again', async ({ signedIn: page, world }) => {
  const title = `Undo by key ${Date.now()}`;
  const answer = (await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title })) as { said: { arg: string } };
  await page.goto(world.at(`/t/${answer.said.arg}`));
  await page.getByRole('button', { name: 'Mark done', exact: true }).click();
  await expect(page.locator('.facts')).toContainText('Done');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.facts')).toContainText('Up next');
  await page.keyboard.press('Control+Shift+z');
  await expect(page.locator('.facts')).toContainText('Done');
});

test('ten tabs stay live', async ({ signedIn: page, world, context }) => {
  test.setTimeout(90_000);
  const tabs = [page];
  for (let n = 1; n < 10; n++) tabs.push(await context.newPage());
  for (const tab of tabs) await tab.goto(world.at('/p/NGT'));
  for (const tab of tabs) await connected(tab);
  const title = `Ten tabs ${Date.now()}`;
  await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title });
  for (const tab of tabs) await expect(tab.getByRole('link', { name: title, exact: true })).toBeVisible({ timeout: 3000 });
});

test('a session that is ended elsewhere is cut within five seconds', async ({ browser, world, server }) => {
  const context = await browser.newContext({ baseURL: server.baseURL });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password', { exact: true }).fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await connected(page);
  const mine = await page.locator('input[name="form[session]"]').first().inputValue();
  await world.post('/do/account/sign_out', { session: mine });
  await expect(page).toHaveURL(/sign-in/, { timeout: 6000 });
  await context.close();
});

async function connected(page: Page) {
  await awake(page);
}
