using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>
/// The pictures of the documentation, taken of the made-up day: into artifacts/dashboard, and with FASTEMIT_PICTURES=docs over those in
/// docs/images.
/// </summary>
[Collection(PlayedDay.Collection)]
public sealed class PictureTests(Chromium chromium, PlayedDay day)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("FASTEMIT_PICTURES") == "docs"
        ? Path.Combine(RepositoryRoot.Path, "docs", "images")
        : Path.Combine(RepositoryRoot.Path, "artifacts", "dashboard");

    [Theory]
    [InlineData(ColorScheme.Light, "dashboard-light")]
    [InlineData(ColorScheme.Dark, "dashboard-dark")]
    public async Task Day_FirstScreen_IsAPicture(ColorScheme scheme, string name)
    {
        await using IBrowserContext context = await chromium.OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1440, Height = 1000 } });
        IPage page = await day.OpenAsync(context);

        await Expect(page.Locator("#o-sessions .agent")).ToHaveCountAsync(8);
        await Expect(page.Locator("#o-cost-note")).ToHaveTextAsync("today, 5 models");

        await TakeAsync(page, name);
    }

    [Fact]
    public async Task Day_Session_IsAPicture()
    {
        await using IBrowserContext context = await chromium.OpenAsync();
        IPage page = await day.OpenAsync(context);
        await page.Locator("#o-sessions .agent").First.ClickAsync();
        await Expect(page.Locator("#session .tree")).ToBeVisibleAsync();

        await TakeAsync(page, "dashboard-session");
    }

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
        await TakeAsync(page, "dashboard-phone");
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        string path = Path.Combine(Directory.CreateDirectory(Folder).FullName, $"{name}.png");
        byte[] picture = await page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        Assert.True(picture.Length > 20_000, $"{name} shows next to nothing.");
    }
}
