// A client is added, gets a contact, is renamed, goes away and comes back.
import { expect, test } from '../../lib/test.ts';

test('a client and its contact', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Wren Awake' : 'Wren Asleep';
  await page.goto(world.at('/clients'));
  // Wrong once: nothing typed.
  await page.getByRole('button', { name: 'Add the client' }).click();
  await expect(page.getByLabel('Name of the client')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Name of the client').fill(name);
  await page.getByRole('button', { name: 'Add the client' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  await page.getByLabel('Name', { exact: true }).fill('Dora Finch');
  await page.getByLabel('E-mail address').fill('dora');
  await page.getByRole('button', { name: 'Add the contact' }).click();
  await expect(page.getByLabel('E-mail address')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Dora Finch');
  await page.getByLabel('E-mail address').fill(`dora.${hydrated}@wren.test`);
  await page.getByRole('button', { name: 'Add the contact' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Dora Finch' })).toContainText('In no project');

  await page.getByLabel('Name of the client').fill(`${name} Ltd`);
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${name} Ltd` })).toBeVisible();

  await page.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page).toHaveURL(new RegExp(`${world.at('/clients')}(\\?.*)?$`));
  await expect(page.getByRole('main').getByRole('link', { name: `${name} Ltd` })).toHaveCount(0);
  await page.goto(world.at('/trash'));
  const thrown = page.getByRole('listitem').filter({ hasText: `${name} Ltd` });
  await thrown.getByRole('button', { name: 'Put back' }).click();
  await expect(thrown).toHaveCount(0);
  await page.goto(world.at('/clients'));
  await expect(page.getByRole('main').getByRole('link', { name: `${name} Ltd` })).toBeVisible();
});
