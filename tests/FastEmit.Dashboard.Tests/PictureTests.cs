using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>The made-up day on a phone. The documentation's other pictures are taken on the walk of <see cref="TwentyQuestionsTests"/>.</summary>
[Collection(PlayedDay.Collection)]
public sealed class PictureTests(Chromium chromium, PlayedDay day)
{
    [Fact]
    public async Task Day_Phone_IsAPicture()
    {
        BrowserNewContextOptions phone = new() { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 2 };
        await using IBrowserContext context = await chromium.OpenAsync(phone);
        IPage page = await day.OpenAsync(context);
        await page.TapAsync("[data-tab=now]");
        await Expect(page.Locator("#o-sessions .agent")).ToHaveCountAsync(8);

        int width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= 390, $"The first screen is {width} wide.");
        await DayPicture.TakeAsync(page, "dashboard-phone");
    }
}
