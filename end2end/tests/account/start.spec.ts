// From nothing to a workspace: the printed link, a mistyped form, the right one; out and in again.
import { expect, test } from '../../lib/test.ts';
import { startServer } from '../../lib/server.ts';

test('the first person creates the workspace, signs out and in again', async ({ browser, hydrated, javaScriptEnabled }) => {
  const server = await startServer();
  const context = await browser.newContext({ baseURL: server.baseURL, javaScriptEnabled: javaScriptEnabled !== false });
  const page = await context.newPage();
  try {
    await page.goto(server.ownerLink);
    const code = page.getByLabel('Code');
    // Awake, the page takes the code out of the link; otherwise it is typed.
    if (hydrated) await expect(code).toHaveValue(server.ownerCode);
    else await code.fill(server.ownerCode);
    await page.getByLabel('Workspace').fill('Northlight Digital');
    await page.getByLabel('Your name').fill('Maeve Brennan');
    await page.getByLabel('E-mail address').fill('maeve@');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create the workspace' }).click();

    // Everything wrong is said at once, beside its field; what was typed is kept, a password never.
    await expect(page.getByRole('alert')).toContainText('2 things to put right');
    await expect(page.getByLabel('E-mail address')).toHaveValue('maeve@');
    await expect(page.getByLabel('E-mail address')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('E-mail address')).toHaveAccessibleDescription(/looks like name@example.org/);
    await expect(page.getByLabel('Workspace')).toHaveValue('Northlight Digital');
    if (!hydrated) {
      await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
      await page.getByLabel('Code').fill(server.ownerCode);
    }

    await page.getByLabel('E-mail address').fill('maeve@example.org');
    await page.getByLabel('Password', { exact: true }).fill('three herons by the weir');
    await page.getByRole('button', { name: 'Create the workspace' }).click();
    await expect(page).toHaveURL(/\/northlight-digital\/projects$/);
    await expect(page.getByRole('heading', { level: 1, name: 'Projects' })).toBeVisible();
    await expect(page.getByText('No projects yet.')).toBeVisible();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto('/northlight-digital/projects');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel('E-mail address').fill('maeve@example.org');
    await page.getByLabel('Password', { exact: true }).fill('three herons by the stream');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('The address or the password is not right.');
    await page.getByLabel('Password', { exact: true }).fill('three herons by the weir');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/\/northlight-digital\/projects$/);
  } finally {
    await context.close();
    await server.stop();
  }
});

test('an invited person joins with the link', async ({ browser, signedIn, world, hydrated, javaScriptEnabled }) => {
  const email = `sam-${hydrated}@example.test`;
  await signedIn.goto(world.at('/people'));
  const form = signedIn.locator('form', { has: signedIn.getByRole('button', { name: 'Make the invitation' }) });
  await form.getByLabel('Name').fill('Sam Okafor');
  await form.getByRole('button', { name: 'Make the invitation' }).click();
  await expect(form.getByRole('alert')).toContainText('One thing to put right');
  await expect(form.getByLabel('Name')).toHaveValue('Sam Okafor');
  await form.getByLabel('E-mail address').fill(email);
  await form.getByRole('button', { name: 'Make the invitation' }).click();
  const link = signedIn.locator('.code code');
  await expect(link).toContainText('/join#');
  const code = (await link.innerText()).split('#')[1]!;

  const context = await browser.newContext({ baseURL: world.baseURL, javaScriptEnabled: javaScriptEnabled !== false });
  const page = await context.newPage();
  await page.goto(`/join#${code}`);
  if (!hydrated) await page.getByLabel('Code').fill(code);
  await expect(page.getByLabel('Code')).toHaveValue(code);
  await page.getByLabel('Your name').fill('Sam Okafor');
  await page.getByLabel('Password', { exact: true }).fill('a heron on the weir');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(world.at('/projects')));
  // A member who is in no project sees none, and no way to begin one.
  await expect(page.getByText('No projects yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Begin the project' })).toHaveCount(0);
  expect((await page.goto(world.at('/p/NGT')))?.status()).toBe(404);
  await context.close();
});

test('asking for a new password without mail says what is so', async ({ page }) => {
  await page.goto('/reset');
  await page.getByLabel('E-mail address').fill('nobody@example.test');
  await page.getByRole('button', { name: 'Send the code' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'sends no mail' })).toBeVisible();
  await page.goto('/reset/new');
  await page.getByLabel('Code').fill('WRONG-CODE');
  await page.getByLabel('New password', { exact: true }).fill('three herons by the weir');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByLabel('Code')).toHaveAttribute('aria-invalid', 'true');
});
