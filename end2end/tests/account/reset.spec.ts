// A forgotten password, where no mail goes out: whoever runs the program makes a code and passes it on.
import { daymark } from '../../lib/command.ts';
import { startServer } from '../../lib/server.ts';
import { expect, test } from '../../lib/test.ts';
import { createWorld, OWNER } from '../../lib/world.ts';

test('a code sets a new password once, and ends every session', async ({ browser, hydrated, javaScriptEnabled }) => {
  const server = await startServer();
  const options = { baseURL: server.baseURL, javaScriptEnabled: javaScriptEnabled !== false };
  const [forgetful, elsewhere] = [await browser.newContext(options), await browser.newContext(options)];
  try {
    const world = await createWorld(server);
    await elsewhere.addCookies(world.cookies);
    const page = await forgetful.newPage();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'A new password' })).toBeVisible();
    const link = (await daymark(server, 'user', 'reset', OWNER.email)).split('\n')[0]!;
    const code = link.split('#')[1]!;

    await page.goto(`/reset/new#${code}`);
    if (hydrated) await expect(page.getByLabel('Code')).toHaveValue(code);
    else await page.getByLabel('Code').fill(code);
    // Too easy: the field says so, and the code is not spent by it.
    await page.getByLabel('New password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    if (!hydrated) await page.getByLabel('Code').fill(code);
    await page.getByLabel('New password', { exact: true }).fill('another heron on the weir');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page).toHaveURL(new RegExp(`/${world.workspace.slug}/`));

    const other = await elsewhere.newPage();
    await other.goto(world.at('/settings'));
    await expect(other).toHaveURL(/\/sign-in\?next=/);
    await other.goto('/sign-in');
    await other.getByLabel('E-mail address').fill(OWNER.email);
    await other.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await expect(other.getByRole('alert')).toContainText('The address or the password is not right.');
    await other.getByLabel('Password', { exact: true }).fill('another heron on the weir');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await expect(other).toHaveURL(new RegExp(`/${world.workspace.slug}/`));

    await other.goto(`/reset/new#${code}`);
    await other.getByLabel('Code').fill(code);
    await other.getByLabel('New password', { exact: true }).fill('a third heron on the weir');
    await other.getByRole('button', { name: 'Set the password' }).click();
    await expect(other.getByLabel('Code')).toHaveAccessibleDescription(/has been used/);
  } finally {
    await forgetful.close();
    await elsewhere.close();
    await server.stop();
  }
});
