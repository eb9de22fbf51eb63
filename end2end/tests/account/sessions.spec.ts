// Where one is signed in: every session is listed, and each can be ended.
import { expect, test } from '../../lib/test.ts';
import { OWNER } from '../../lib/world.ts';

test('a session elsewhere is listed and ended, this one stays', async ({ browser, signedIn: page, world, server, javaScriptEnabled }) => {
  // Told apart by what the browser calls itself.
  const elsewhere = await browser.newContext({
    baseURL: server.baseURL,
    javaScriptEnabled: javaScriptEnabled !== false,
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14.0; rv:140.0) Gecko/20100101 Firefox/140.0',
  });
  const other = await elsewhere.newPage();
  await other.goto(`/sign-in?next=${encodeURIComponent(world.at('/settings'))}`);
  await other.getByLabel('E-mail address').fill(OWNER.email);
  await other.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other).toHaveURL(new RegExp(`${world.at('/settings')}$`));

  await page.goto(world.at('/settings'));
  const row = page.getByRole('listitem').filter({ hasText: 'Firefox, Mac' });
  await expect(row).toHaveCount(1);
  const own = page.getByRole('listitem').filter({ hasText: 'This one' });
  await expect(own).toHaveCount(1);
  await expect(own.getByRole('button', { name: 'End it' })).toHaveCount(0);
  await row.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Firefox, Mac' })).toHaveCount(0);
  await expect(own).toBeVisible();

  await other.goto(world.at('/settings'));
  await expect(other).toHaveURL(/\/sign-in\?next=/);
  await elsewhere.close();
});
