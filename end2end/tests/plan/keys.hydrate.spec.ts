// A first hour by keys alone: add, leave the field, walk the list, set a day, look, go elsewhere.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject } from '../../lib/plan.ts';

test('tasks are added one after the other, and Escape leads back to the list', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'KEY', true);
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await page.keyboard.press('n');
  const field = page.getByLabel('New task');
  await expect(field).toBeFocused();
  for (const title of ['Draft the home page', 'Write the tests']) {
    await page.keyboard.type(title);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: title, exact: true })).toBeVisible();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('');
  }
  await page.keyboard.press('Escape');
  await expect(field).not.toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Draft the home page', exact: true })).toBeFocused();
  await page.keyboard.press('d');
  await page.getByRole('dialog', { name: /^Finish of/ }).getByLabel('Finish', { exact: true }).fill('2027-03-09');
  await page.keyboard.press('Enter');
  await expect(page.locator('tr.row').first()).toContainText('Tue 9 Mar 2027');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'All keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL(/\/today$/);
});
