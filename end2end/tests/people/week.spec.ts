// The usual week is asked for once; a person without one of their own takes it, not confirmed, until they say theirs.
import { expect, test } from '../../lib/test.ts';

test('the usual week is asked for, refused beside its field, saved and taken back', async ({ signedIn: page, world, hydrated }) => {
  await page.goto(world.at('/people'));
  await page.getByRole('link', { name: 'Say the usual week' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The usual week' })).toBeVisible();
  await page.getByLabel('Monday').fill('26');
  await page.getByLabel('Friday').fill('6:30');
  await page.getByLabel('Public holidays of').selectOption({ label: 'United Kingdom' });
  // The regions follow the country where the page is awake.
  if (hydrated) await page.getByLabel('Region').selectOption({ label: 'Scotland' });
  await page.getByRole('button', { name: 'Save the week' }).click();
  await expect(page.getByLabel('Monday')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Friday')).toHaveValue('6:30');
  await page.getByLabel('Monday').fill('7.5');
  await page.getByRole('button', { name: 'Save the week' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The usual week is saved.' })).toBeVisible();
  await expect(page.getByText('38 hours a week')).toBeVisible();
  await expect(page.getByText('Known from 2024 to 2036')).toBeVisible();
  await expect(page.getByText(/: (Christmas|Boxing|New Year)/).first()).toBeVisible();
  if (!hydrated) {
    // Now the country is known, and its regions with it.
    await page.getByLabel('Region').selectOption({ label: 'Scotland' });
    await page.getByRole('button', { name: 'Save the week' }).click();
  }
  await expect(page.getByText('Public holidays of United Kingdom, Scotland')).toBeVisible();

  await page.goto(world.at(`/people/${world.ownerId}`));
  await expect(page.getByText('Usual week, not confirmed')).toBeVisible();
  await page.goto(world.at('/people'));
  await expect(page.getByRole('link', { name: 'Say the usual week' })).toHaveCount(0);

  // One's own week, from a day on; and taken back.
  await page.goto(world.at(`/people/${world.ownerId}`));
  await page.getByText('Change the week').click();
  await page.getByLabel('From', { exact: true }).fill('2026-01-05');
  await page.getByLabel('Wednesday').fill('');
  await page.getByLabel('For projects, per cent').fill('80');
  await page.getByRole('button', { name: 'Save the week' }).click();
  await expect(page.getByText(/Their own week since/)).toBeVisible();
  await expect(page.getByText('80 % for projects')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Usual week, not confirmed')).toBeVisible();
});

test('a zone is chosen, and the clock follows it', async ({ signedIn: page, world }) => {
  await page.goto(world.at(`/people/${world.ownerId}`));
  await page.getByLabel('Time zone').selectOption('Africa/Nairobi');
  await page.getByRole('button', { name: 'Save the zone' }).click();
  await expect(page.getByText(/^\d\d:\d\d in Nairobi$/)).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/^\d\d:\d\d in Nairobi$/)).toHaveCount(0);
});
