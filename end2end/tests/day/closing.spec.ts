// Closing the day. By somebody of their own, in a world of their own: it is never opened again.
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('closing is asked first, keeps the log, and what comes later stands in the next day', async ({ page, world, hydrated, browser }) => {
  const email = hydrated ? 'close-awake@example.test' : 'close-asleep@example.test';
  const invited = (await world.post('/do/people/invite', { workspace: world.workspace.slug, name: 'Sam Okafor', email, role: 'manager' })) as { code: string };
  const password = 'correct horse battery staple';
  const joined = await page.request.post('/do/account/join', {
    form: { _key: uuidv7(), 'form[code]': invited.code, 'form[name]': 'Sam Okafor', 'form[password]': password },
    headers: { origin: world.baseURL, accept: 'application/json' },
  });
  expect(joined.ok()).toBe(true);
  expect(browser.isConnected()).toBe(true);
  await page.goto(world.at('/today'));
  const log = page.locator('#log');
  await expect(log.getByRole('button', { name: 'Close the day' })).toBeHidden();
  await log.locator('summary').filter({ hasText: 'Close the day' }).click();
  await expect(log).toContainText('cannot be changed afterwards');
  await log.getByLabel('A last line, if you like').fill('Talked to Owen');
  await log.getByRole('button', { name: 'Close the day' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The day is closed.' })).toBeVisible();
  await expect(log).toContainText('Closed at');
  const talked = log.getByRole('listitem').filter({ hasText: 'Talked to Owen' });
  if (!(await talked.isVisible())) await log.getByText('Show what is in it').click();
  await expect(talked).toBeVisible();
  await expect(log.getByText('Edit', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'The steps of the day' }).getByRole('listitem').filter({ hasText: 'Log' })).toHaveClass(/is-done/);
  await expect(page.locator('.brief')).toContainText('The day is closed');
});
