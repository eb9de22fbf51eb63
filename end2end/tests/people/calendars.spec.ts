// A calendar is made, closed on a day, changed and put away.
import { expect, test } from '../../lib/test.ts';

test('a calendar is made, closed for some days, and put away', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Support awake' : 'Support asleep';
  await page.goto(world.at('/settings'));
  await page.getByRole('link', { name: 'Calendars of projects' }).click();
  const made = page.locator('section').filter({ has: page.getByRole('heading', { name: 'New calendar' }) });
  await made.getByLabel('Name').fill(name);
  await made.getByLabel('Monday').fill('9 to 5');
  await made.getByRole('button', { name: 'Make the calendar' }).click();
  await expect(made.getByLabel('Monday')).toHaveAttribute('aria-invalid', 'true');
  await expect(made.getByLabel('Name')).toHaveValue(name);
  await made.getByLabel('Monday').fill('09:00-12:30 13:15-17:00');
  await made.getByRole('button', { name: 'Make the calendar' }).click();
  const one = page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await expect(one.getByText('09:00-12:30 13:15-17:00', { exact: true })).toBeVisible();

  await one.getByText('Add a closed day').click();
  await one.getByLabel('What it is').fill('Shut-down');
  await one.getByLabel('First day').fill('2027-12-27');
  await one.getByLabel('Last day').fill('2027-12-31');
  await one.getByRole('button', { name: 'Add it' }).click();
  await expect(one.getByText('Shut-down')).toBeVisible();
  await one.getByRole('button', { name: 'Remove Shut-down' }).click();
  await expect(one.getByText('No closed days of its own.')).toBeVisible();

  await one.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByRole('heading', { name, exact: true })).toHaveCount(0);
  await page.goto(world.at('/trash'));
  const thrown = page.getByRole('listitem').filter({ hasText: name });
  await thrown.getByRole('button', { name: 'Put back' }).click();
  await expect(thrown).toHaveCount(0);
  await page.goto(world.at('/settings/calendars'));
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
});
