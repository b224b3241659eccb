using Microsoft.Playwright;

namespace FastEmit.Dashboard.Tests;

/// <summary>A picture of the made-up day: into artifacts/dashboard, and with FASTEMIT_PICTURES=docs over that of the documentation.</summary>
internal static class DayPicture
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("FASTEMIT_PICTURES") == "docs"
        ? Path.Combine(RepositoryRoot.Path, "docs", "images")
        : Path.Combine(RepositoryRoot.Path, "artifacts", "dashboard");

    /// <summary>Takes a picture of what the page shows.</summary>
    public static async Task TakeAsync(IPage page, string name)
    {
        string path = Path.Combine(Directory.CreateDirectory(Folder).FullName, $"{name}.png");
        byte[] picture = await page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        Assert.True(picture.Length > 20_000, $"{name} shows next to nothing.");
    }
}
