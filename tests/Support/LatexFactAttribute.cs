namespace Audit.Tests;

/// <summary>A fact that compiles LaTeX; skipped, with the reason, where pdflatex is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LatexFactAttribute : FactAttribute
{
    public LatexFactAttribute()
    {
        if (!File.Exists("/usr/bin/pdflatex"))
            Skip = "pdflatex is not installed (Debian: texlive-latex-base, texlive-latex-recommended).";
    }
}
