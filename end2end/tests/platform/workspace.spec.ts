// What the workspace is called.
import { expect, test } from '../../lib/test.ts';

test('a workspace is given another name and keeps its address', async ({ signedIn: page, world }) => {
  const name = world.workspace.name;
  await page.goto(world.at('/settings'));
  const form = page.locator('form').filter({ has: page.getByLabel('Name of the workspace') });
  const call = async (to: string) => {
    await form.getByLabel('Name of the workspace').fill(to);
    await form.getByRole('button', { name: 'Give it this name' }).click();
  };
  await call(' ');
  await expect(form.getByLabel('Name of the workspace')).toHaveAttribute('aria-invalid', 'true');
  await call(`${name} & Co`);
  await expect(page.getByRole('status').filter({ hasText: `The workspace is called ${name} & Co now.` })).toBeVisible();
  await page.goto(world.at('/settings'));
  await expect(form.getByLabel('Name of the workspace')).toHaveValue(`${name} & Co`);
  await call(name);
  await expect(page.getByRole('status').filter({ hasText: `The workspace is called ${name} now.` })).toBeVisible();
});
