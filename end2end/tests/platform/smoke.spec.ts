// The shortest proof that server, styles and browser fit together.
import { expectAccessible } from '../../lib/axe.ts';
import { expect, test } from '../../lib/test.ts';

test('the sign-in page opens and is accessible', async ({ page }) => {
  const response = await page.goto('/sign-in');
  expect(response?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page);
});
