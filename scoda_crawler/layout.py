"""Where the spiders and the pipelines are: top-level packages in a checkout, inside scoda_crawler in a wheel."""

from importlib.util import find_spec


def find_package(name: str) -> str:
    """`scoda_crawler.spiders` where that exists (installed from a wheel), else `spiders` (a checkout)."""
    inside = f"scoda_crawler.{name}"
    return inside if find_spec(inside) else name


def list_pipelines() -> dict[str, int]:
    """The stages in their order, as ITEM_PIPELINES has them."""
    room = find_package("pipelines")
    return {
        f"{room}.adopt.AdoptPipeline": 50,
        f"{room}.encoding.EncodingPipeline": 100,
        f"{room}.boilerplate.BoilerplatePipeline": 200,
        f"{room}.scripts.ScriptsPipeline": 300,
        f"{room}.dates.DatesPipeline": 400,
        f"{room}.dedup.DedupPipeline": 500,
        f"{room}.seeds.SeedsPipeline": 900,
    }
