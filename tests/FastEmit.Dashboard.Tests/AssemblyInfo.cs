using FastEmit.Dashboard.Tests;

// One browser for all, and one test at a time: what the page takes is measured here.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
