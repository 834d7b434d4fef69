"""Calendars as XML (xCal, RFC 6321), made of the same calendar as the files of RFC 5545."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from conference.documents.calendar import CalendarFacts, calendar_parts

NAMESPACE = "urn:ietf:params:xml:ns:icalendar-2.0"


def xcal_file(facts: CalendarFacts) -> bytes:
    """Return a published calendar as XML, the same bytes for the same facts.

    jCal and xCal name the same parts and write values alike (RFC 7265, section 3): each property
    becomes an element that holds its parameters, then its values in elements named by their type.
    """
    root = ET.Element("icalendar", {"xmlns": NAMESPACE})
    _add_component(root, calendar_parts(facts))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_component(parent: ET.Element, component: Sequence[Any]) -> None:
    name, properties, components = component
    element = ET.SubElement(parent, name)
    if properties:
        listed = ET.SubElement(element, "properties")
        for found in properties:
            _add_property(listed, found)
    if components:
        listed = ET.SubElement(element, "components")
        for inner in components:
            _add_component(listed, inner)


def _add_property(parent: ET.Element, found: Sequence[Any]) -> None:
    name, parameters, kind, *values = found
    element = ET.SubElement(parent, name)
    _add_parameters(element, parameters)
    for value in values:
        ET.SubElement(element, kind).text = str(value)


def _add_parameters(parent: ET.Element, parameters: Mapping[str, str]) -> None:
    if not parameters:
        return
    listed = ET.SubElement(parent, "parameters")
    for name, value in parameters.items():
        ET.SubElement(ET.SubElement(listed, name), "text").text = value
